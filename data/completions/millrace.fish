# fish completion for millrace. The program knows its verbs, options and blocks: it is asked.
function __millrace_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    for line in ($before[1] help --complete -- $before[2..-1] "$current" 2>/dev/null)
        switch $line
            case '@files *'
                __fish_complete_suffix (string replace '@files ' '' -- $line)
            case @folders
                __fish_complete_directories "$current"
            case '*'
                echo $line
        end
    end
end
complete -c millrace -f -a '(__millrace_complete)'
