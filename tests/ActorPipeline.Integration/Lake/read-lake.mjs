// Reads a pipeline's files in a lake with a reader of its own, and counts events per window and fields: node read-lake.mjs FOLDER WINDOW-MS FIELD...
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const packages = createRequire(path.join(import.meta.dirname, '..', '..', '..', 'src', 'dashboard', 'package.json'));
const load = (name) => import(pathToFileURL(packages.resolve(name)));
const { parquetReadObjects } = await load('hyparquet');
const { asyncBufferFromFile } = await load('hyparquet/src/node.js').catch(() => load('hyparquet'));
const { compressors } = await load('hyparquet-compressors');

const [folder, windowMs, ...fields] = process.argv.slice(2);
const seen = new Set();
const counts = new Map();
let events = 0;
let repeated = 0;

const files = readdirSync(folder, { recursive: true }).filter((name) => /^date=[-\d]+\/hour=\d\d\/[^/]+\.parquet$/.test(name));
for (const name of files) {
  const [date, hour] = name.match(/^date=([-\d]+)\/hour=(\d\d)/).slice(1);
  const file = await asyncBufferFromFile(path.join(folder, name));
  for (const event of await parquetReadObjects({ file, compressors })) {
    const timeMs = event._event_time.getTime();
    if (new Date(timeMs).toISOString().slice(0, 13) !== `${date}T${hour}`) {
      throw new Error(`${name} has an event of ${event._event_time.toISOString()}`);
    }

    events += 1;
    const place = `${event._source_partition}/${event._source_offset}`;
    repeated += seen.has(place) ? 1 : 0;
    seen.add(place);
    const key = JSON.stringify([timeMs - (timeMs % Number(windowMs)), ...fields.map((field) => event[field])]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
}

console.log(JSON.stringify({
  files: files.length,
  events,
  repeated,
  counts: [...counts].map(([key, count]) => {
    const [window, ...values] = JSON.parse(key);
    return { window, values, count };
  }),
}));
