#include <inttypes.h>
/* generator.c: makes rows as a fleet of sensors would send them.
 *
 * Every value is a function of the seed, the column and the number of the row, so that any worker
 * makes any piece, the bytes do not depend on who made it, and columns nobody reads cost nothing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block.h"

#include "mill-hash.h"

#define BATCH_ROWS 4096
#define TICKET_BATCHES 4
#define TICKET_ROWS (BATCH_ROWS * TICKET_BATCHES)

typedef struct
{
  gint64 rows;
  gint64 seed;
  gint64 devices;
  char *start;
  gint64 interval;
  double anomalies;
  double nulls;
} Params;

static const MillParam params[]
    = { MILL_PARAM_INTEGER (Params,
                            rows,
                            .label = N_ ("Rows"),
                            .def.integer = 1000,
                            .range = { 0, G_GINT64_CONSTANT (1000000000000) },
                            .unit = MILL_UNIT_ROWS,
                            .help = N_ ("How many rows are made.")),
        MILL_PARAM_INTEGER (Params,
                            seed,
                            .label = N_ ("Seed"),
                            .def.integer = 1,
                            .range = { 0, G_MAXINT64 },
                            .help = N_ ("Another seed gives other values; the same seed the same "
                                        "ones, on every machine.")),
        MILL_PARAM_INTEGER (Params,
                            devices,
                            .label = N_ ("Devices"),
                            .def.integer = 1000,
                            .range = { 1, 1000000 },
                            .help = N_ ("How many sensors there are, each with a temperature of "
                                        "its own around which it moves.")),
        MILL_PARAM_TEXT (Params,
                         start,
                         .label = N_ ("Start"),
                         .def.text = "2024-01-01T00:00:00Z",
                         .help = N_ ("The time of the first row, ISO 8601; without a zone UTC.")),
        MILL_PARAM_DURATION (Params,
                             interval,
                             .label = N_ ("Interval"),
                             .def.integer = 10 * MILL_SECOND / 1000,
                             .range = { 0, 366 * MILL_DAY },
                             .help = N_ ("The time from one row to the next.")),
        MILL_PARAM_NUMBER (Params,
                           anomalies,
                           .label = N_ ("Anomalies"),
                           .def.number = 0.0002,
                           .number_range = { 0, 1 },
                           .help = N_ ("The share of temperatures that are 15 degrees too high or "
                                       "too low, from 0 to 1.")),
        MILL_PARAM_NUMBER (Params,
                           nulls,
                           .label = N_ ("Nulls"),
                           .def.number = 0.005,
                           .number_range = { 0, 1 },
                           .help = N_ ("The share of humidities that are missing, from 0 to 1.")),
        MILL_PARAMS_END };

static const MillPort ports[] = { MILL_PORT_OUT, MILL_PORTS_END };

enum
{
  TS,
  DEVICE,
  TEMPERATURE,
  HUMIDITY,
  PRESSURE,
  STATUS,
  N_COLUMNS
};

static const struct
{
  const char *name;
  MillTypeId type;
} fields[N_COLUMNS] = {
  [TS] = { "ts", MILL_TYPE_TIMESTAMP },
  [DEVICE] = { "device", MILL_TYPE_TEXT },
  [TEMPERATURE] = { "temperature", MILL_TYPE_NUMBER },
  [HUMIDITY] = { "humidity", MILL_TYPE_NUMBER },
  [PRESSURE] = { "pressure", MILL_TYPE_NUMBER },
  [STATUS] = { "status", MILL_TYPE_TEXT },
};

/* ---- random numbers ---- */

/* What a random number is for: each gets a sequence of its own. */
enum
{
  FOR_DEVICE,
  FOR_BASE,
  FOR_NOISE, /* and the two after it */
  FOR_ANOMALY = FOR_NOISE + 3,
  FOR_HUMIDITY,
  FOR_NULL,
  FOR_PRESSURE,
  FOR_STATUS,
  N_SEQUENCES
};

/* Number @index of the sequence that begins at @key: SplitMix64 (Steele, Lea, Flood: Fast
 * splittable pseudorandom number generators, 2014), whose state is a mere counter. */
static inline guint64
random_at (guint64 key, guint64 index)
{
  guint64 z = key + index * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static inline guint32
below (guint64 random, guint32 n)
{
  return (guint32)(((random >> 32) * n) >> 32);
}

/* About normal with unit variance, in thousandths: the sum of twelve uniform numbers. Integers
 * only, so that every machine gives the same. */
static inline gint64
normal_at (const guint64 *keys, guint64 index)
{
  gint64 sum = -6 * 65535;
  for (guint k = 0; k < 3; k++)
    {
      guint64 r = random_at (keys[FOR_NOISE + k], index);
      sum += (gint64)((r & 0xffff) + (r >> 16 & 0xffff) + (r >> 32 & 0xffff) + (r >> 48));
    }
  return sum * 1000 / 65535;
}

/* A share as a bound for the upper half of a random number. */
static guint64
share_bound (double share)
{
  return (guint64)(share * 4294967296.0);
}

/* ---- running ---- */

typedef struct
{
  guint64 keys[N_SEQUENCES];
  gint64 start;
  guint64 anomaly_bound, null_bound;
  gint32 *bases; /* of the temperatures of the devices, in hundredths of a degree */
  MillColumn devices;
  MillColumn statuses;
  gboolean wanted[N_COLUMNS];
} State;

typedef struct
{
  gint64 *times;
  guint32 *devices;
  double *temperatures;
  double *humidities;
  guint64 *validity;
  double *pressures;
  guint32 *statuses;
} Lane;

static const char *const statuses[] = { "ok", "warn", "fail", "offline" };

static MillColumn
make_devices (gint64 n)
{
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (MILL_TYPE (TEXT));
  int digits = n > 10000 ? 7 : 4;
  for (gint64 i = 0; i < n; i++)
    {
      char name[32];
      g_snprintf (name, sizeof name, "dev-%0*" G_GINT64_FORMAT, digits, i);
      mill_column_builder_add_text (builder, name, -1);
    }
  return mill_column_builder_end (builder);
}

static MillColumn
make_statuses (void)
{
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (MILL_TYPE (TEXT));
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    mill_column_builder_add_text (builder, statuses[i], -1);
  return mill_column_builder_end (builder);
}

static gboolean
infer (MillInfer *infer, GError **error)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    mill_infer_add (infer, 0, fields[i].name, (MillType){ .id = (guint8)fields[i].type });
  return TRUE;
}

static gboolean
parse_start (const Params *p, gint64 *start, GError **error)
{
  gint64 span, end;
  const char *text = p->start != NULL ? p->start : "";
  if (mill_parse_timestamp (text, strlen (text), start) != MILL_PARSE_OK)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_RANGE,
                   _ ("start: '%s' is not a time; write it as 2024-01-31T08:00:00Z"),
                   text);
      return FALSE;
    }
  if (!__builtin_mul_overflow (p->rows, p->interval, &span)
      && !__builtin_add_overflow (*start, span, &end) && mill_timestamp_is_valid (end))
    return TRUE;
  g_set_error (error,
               MILL_ERROR_DOCUMENT,
               MILL_DOCUMENT_RANGE,
               _ ("interval: with %" PRId64 " rows the times would run past the year "
                  "9999; make it shorter"),
               p->rows);
  return FALSE;
}

static gboolean
check (const void *data, GError **error)
{
  gint64 start;
  return parse_start (data, &start, error);
}

static gboolean
open_block (MillContext *context, GError **error)
{
  const Params *p = context->params;
  State *state = context->state;
  const guint8 *wanted = mill_wanted (context, 0);
  if (!parse_start (p, &state->start, error))
    return FALSE;
  for (guint i = 0; i < N_SEQUENCES; i++)
    state->keys[i] = mill_hash_u64 (i, (guint64)p->seed);
  for (guint i = 0; i < N_COLUMNS; i++)
    state->wanted[i] = wanted == NULL || wanted[i];
  state->anomaly_bound = share_bound (p->anomalies);
  state->null_bound = share_bound (p->nulls);
  state->bases = g_new (gint32, p->devices);
  for (gint64 i = 0; i < p->devices; i++)
    state->bases[i] = (gint32)below (random_at (state->keys[FOR_BASE], (guint64)i), 4000) - 500;
  state->devices = make_devices (p->devices);
  state->statuses = make_statuses ();
  return TRUE;
}

static gboolean
open_lane (MillContext *context, GError **error)
{
  Lane *lane = context->lane;
  const gsize words = BATCH_ROWS * 8 + MILL_PADDING, codes = BATCH_ROWS * 4 + MILL_PADDING;
  lane->times = g_malloc0 (words);
  lane->devices = g_malloc0 (codes);
  lane->temperatures = g_malloc0 (words);
  lane->humidities = g_malloc0 (words);
  lane->validity = g_malloc0 (BATCH_ROWS / 8 + MILL_PADDING);
  lane->pressures = g_malloc0 (words);
  lane->statuses = g_malloc0 (codes);
  return TRUE;
}

static void
make_times (const Params *p, const State *state, guint64 first, guint n, gint64 *times)
{
  for (guint i = 0; i < n; i++)
    times[i] = state->start + (gint64)(first + i) * p->interval;
}

static void
choose_devices (const Params *p, const State *state, guint64 first, guint n, guint32 *codes)
{
  const guint64 key = state->keys[FOR_DEVICE];
  const guint32 devices = (guint32)p->devices;
  for (guint i = 0; i < n; i++)
    codes[i] = below (random_at (key, first + i), devices);
}

static void
make_temperatures (
    const State *state, guint64 first, guint n, const guint32 *devices, double *temperatures)
{
  const guint64 key = state->keys[FOR_ANOMALY], bound = state->anomaly_bound;
  for (guint i = 0; i < n; i++)
    {
      gint64 hundredths = state->bases[devices[i]] + normal_at (state->keys, first + i) / 20;
      guint64 odd = random_at (key, first + i);
      if (G_UNLIKELY (odd >> 32 < bound))
        hundredths += (odd & 1) != 0 ? 1500 : -1500;
      temperatures[i] = (double)hundredths / 100.0;
    }
}

static void
make_humidities (const State *state, guint64 first, guint n, double *humidities, guint64 *validity)
{
  const guint64 key = state->keys[FOR_HUMIDITY], null_key = state->keys[FOR_NULL];
  for (guint i = 0; i < n; i++)
    humidities[i] = (double)(100 + below (random_at (key, first + i), 899)) / 10.0;
  for (guint word = 0; word * 64 < n; word++)
    {
      guint64 bits = 0;
      for (guint i = 0; i < 64; i++)
        bits |= (guint64)(random_at (null_key, first + word * 64 + i) >> 32 >= state->null_bound)
                << i;
      validity[word] = bits;
    }
}

static void
make_pressures (const State *state, guint64 first, guint n, double *pressures)
{
  const guint64 key = state->keys[FOR_PRESSURE];
  for (guint i = 0; i < n; i++)
    pressures[i] = (double)(950000 + below (random_at (key, first + i), 100000)) / 1000.0;
}

/* Of a hundred rows 90 are ok, 6 warn, 3 fail, and one device is offline. */
static void
choose_statuses (const State *state, guint64 first, guint n, guint32 *codes)
{
  const guint64 key = state->keys[FOR_STATUS];
  for (guint i = 0; i < n; i++)
    {
      guint32 u = below (random_at (key, first + i), 100);
      codes[i] = (u >= 90) + (u >= 96) + (u >= 99);
    }
}

static void
make_rows (MillContext *context, guint64 first, guint n)
{
  const Params *p = context->params;
  const State *state = context->state;
  Lane *lane = context->lane;
  const gboolean *wanted = state->wanted;
  if (wanted[TS])
    make_times (p, state, first, n, lane->times);
  if (wanted[DEVICE] || wanted[TEMPERATURE])
    choose_devices (p, state, first, n, lane->devices);
  if (wanted[TEMPERATURE])
    make_temperatures (state, first, n, lane->devices, lane->temperatures);
  if (wanted[HUMIDITY])
    make_humidities (state, first, n, lane->humidities, lane->validity);
  if (wanted[PRESSURE])
    make_pressures (state, first, n, lane->pressures);
  if (wanted[STATUS])
    choose_statuses (state, first, n, lane->statuses);
}

static void
make_columns (const State *state, const Lane *lane, guint n, MillColumn *columns)
{
  const void *const data[N_COLUMNS] = {
    [TS] = lane->times,
    [DEVICE] = lane->devices,
    [TEMPERATURE] = lane->temperatures,
    [HUMIDITY] = lane->humidities,
    [PRESSURE] = lane->pressures,
    [STATUS] = lane->statuses,
  };
  const MillColumn *const children[N_COLUMNS]
      = { [DEVICE] = &state->devices, [STATUS] = &state->statuses };
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      columns[i] = mill_column_absent ((MillType){ .id = (guint8)fields[i].type }, n);
      if (!state->wanted[i])
        continue;
      columns[i].layout = children[i] != NULL ? MILL_LAYOUT_DICT : MILL_LAYOUT_PLAIN;
      columns[i].data = data[i];
      columns[i].child = children[i];
      columns[i].validity = i == HUMIDITY ? lane->validity : NULL;
    }
}

static MillFlow
produce (MillContext *context, guint64 ticket, GError **error)
{
  const Params *p = context->params;
  guint64 first = ticket * TICKET_ROWS, end = MIN (first + TICKET_ROWS, (guint64)p->rows);
  MillFlow flow = MILL_FLOW_OK;
  if (first >= (guint64)p->rows)
    return MILL_FLOW_DONE;
  for (guint64 row = first; row < end && flow == MILL_FLOW_OK; row += BATCH_ROWS)
    {
      MillColumn columns[N_COLUMNS];
      guint n = (guint)MIN (end - row, BATCH_ROWS);
      make_rows (context, row, n);
      make_columns (context->state, context->lane, n, columns);
      MillBatch batch = { .schema = mill_output_schema (context, 0),
                          .columns = columns,
                          .n_rows = n,
                          .n_selected = n,
                          .origin = { mill_source (context), (guint32)(row - first), ticket } };
      mill_count (context, 0, 0, n);
      flow = mill_emit (context, 0, &batch, error);
    }
  mill_progress (context, end, (guint64)p->rows);
  return flow;
}

static gboolean
locate (MillContext *context, guint64 part, guint32 row, MillPlace *place)
{
  *place = (MillPlace){ .record = part * TICKET_ROWS + row + 1 };
  return TRUE;
}

static void
close_lane (MillContext *context)
{
  Lane *lane = context->lane;
  g_clear_pointer (&lane->times, g_free);
  g_clear_pointer (&lane->devices, g_free);
  g_clear_pointer (&lane->temperatures, g_free);
  g_clear_pointer (&lane->humidities, g_free);
  g_clear_pointer (&lane->validity, g_free);
  g_clear_pointer (&lane->pressures, g_free);
  g_clear_pointer (&lane->statuses, g_free);
}

static gboolean
close_block (MillContext *context, gboolean success, GError **error)
{
  State *state = context->state;
  g_clear_pointer (&state->bases, g_free);
  g_clear_pointer (&state->devices.keep, mill_keep_unref);
  g_clear_pointer (&state->statuses.keep, mill_keep_unref);
  return TRUE;
}

static const MillExample examples[] = {
  { .title = N_ ("Four readings, a minute apart"),
    .params = "{ \"rows\": 4, \"devices\": 3, \"interval\": \"1m\" }",
    .outputs = { "ts:timestamp,device:text,temperature:number,humidity:number,pressure:number,"
                 "status:text\n"
                 "2024-01-01T00:00:00Z,dev-0002,24.3,93.6,958.302,ok\n"
                 "2024-01-01T00:01:00Z,dev-0000,-4.11,74.2,1033.649,ok\n"
                 "2024-01-01T00:02:00Z,dev-0002,23.94,79.4,965.17,warn\n"
                 "2024-01-01T00:03:00Z,dev-0002,24.01,99.1,975.293,ok\n" } },
  { .title = N_ ("Half of the humidities missing"),
    .params = "{ \"rows\": 3, \"seed\": 6, \"nulls\": 0.5, \"anomalies\": 1, \"start\": "
              "\"2023-12-31 23:59:59\", \"interval\": \"1s\" }",
    .outputs = { "ts:timestamp,device:text,temperature:number,humidity:number,pressure:number,"
                 "status:text\n"
                 "2023-12-31T23:59:59Z,dev-0355,13.42,49.5,1035.605,ok\n"
                 "2024-01-01T00:00:00Z,dev-0957,-17.73,,1027.702,ok\n"
                 "2024-01-01T00:00:01Z,dev-0665,25.31,68.6,987.91,ok\n" } },
  { .title = NULL },
};

const MillBlockSpec mill_block_generator = {
  .id = "generator",
  .stage = MILL_STAGE_STORE,
  .label = N_ ("Generator"),
  .summary = N_ ("Makes rows as a fleet of sensors would send them."),
  .help = N_ (
      "For trying out a pipeline and for measuring its speed. Each row is a reading: `ts`, a "
      "`device`, its `temperature`, `humidity` and `pressure`, and a `status`, which is mostly "
      "`ok`. Devices have temperatures of their own between -5 and 35 degrees and stray about half "
      "a degree around them; a few readings are 15 degrees off, and some humidities are "
      "missing.\n\n"
      "The same parameters give the same rows, on every machine and for any number of workers; "
      "more rows begin with the same ones."),
  .keywords = N_ ("random test data sensors synthetic fake sample benchmark"),
  .params = params,
  .params_size = sizeof (Params),
  .ports = ports,
  .state_size = sizeof (State),
  .lane_size = sizeof (Lane),
  .memory = MILL_MEMORY_CONSTANT,
  .guarantee = MILL_GUARANTEE_REPLAYABLE,
  .examples = examples,
  .infer = infer,
  .check = check,
  .open = open_block,
  .lane_open = open_lane,
  .produce = produce,
  .lane_close = close_lane,
  .close = close_block,
  .locate = locate,
};
