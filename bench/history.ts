import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { phases, reinstate, type Reconciled } from '../test/stories/program.ts';
import { approvedRequest } from '../test/stories/request.ts';
import { ageRecords, worldWithHistory, worldWithOldRequests, type WorldWithHistory } from './build-history.ts';

/*
 * What a run costs after few and after many settled requests, with one pending. The first size is what the last is compared
 * with. The history is one of years, each request settled in its time, or old: all were there before the first run, which is
 * measured as well. Every answer of every system is held back for each of the delays in turn: 0 is a network that takes no time.
 */
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,100000' },
    delays: { type: 'string', default: '0,100' },
    history: { type: 'string', default: 'years' },
    runs: { type: 'string', default: '7' },
  },
});

interface Measured extends WorldWithHistory {
  readonly settled: number;
}

const isOld = values.history === 'old';
const worlds: Measured[] = [];
for (const settled of numbers(values.sizes)) {
  const startedAt = performance.now();
  const made = isOld ? await worldWithOldRequests(settled) : await worldWithHistory(settled);
  worlds.push({ settled, ...made });
  tell(`${settled} requests were written in ${seconds(performance.now() - startedAt)}`);
  if (isOld) print(`a first run, ${settled} old requests: ${seconds(await firstRun(made, settled))}`);
}
let count = 0;
for (const delayMs of numbers(values.delays)) {
  const medians = await measure(delayMs, Number(values.runs));
  for (const [index, { settled }] of worlds.entries()) {
    print(`${delayMs} ms an answer, ${settled} settled, 1 pending: ${seconds(medians[index] ?? Number.NaN)}`);
  }
  print(`${delayMs} ms an answer, ratio ${((medians.at(-1) ?? 0) / (medians[0] ?? 1)).toFixed(2)}`);
}
for (const { world, clone } of worlds) {
  await rm(clone, { recursive: true, force: true });
  await world.close();
}

/** The median of each world. In turn, so that whatever else the machine does strikes all alike; the first round does not count. */
async function measure(delayMs: number, runs: number): Promise<readonly number[]> {
  const times = worlds.map((): number[] => []);
  for (let round = 0; round <= runs; round += 1) {
    for (const [index, measured] of worlds.entries()) {
      const ms = await timed(measured, delayMs);
      if (round > 0) times[index]?.push(ms);
      tell(`${measured.settled} settled: ${seconds(ms)}${round === 0 ? ' (does not count)' : ''}`);
    }
  }
  return times.map(median);
}

/** The run that settles what was there before. */
async function firstRun({ world, clone }: WorldWithHistory, count: number): Promise<number> {
  const startedAt = performance.now();
  const { stdout } = await reinstate(world, clone, ['reconcile', '--json']);
  const ms = performance.now() - startedAt;
  const run: Reconciled = JSON.parse(stdout);
  if (run.results.filter(({ phase }) => phase === 'Expired').length !== count) {
    throw new Error(`not the run to be measured: ${stdout.slice(0, 1_000)}`);
  }
  return ms;
}

/** One run of the real program with one request to settle, from its start to its end. */
async function timed({ world, clone }: Measured, delayMs: number): Promise<number> {
  count += 1;
  const name = `pending-${count}`;
  await approvedRequest(world, name);
  await world.git(['fetch', '--quiet', '--prune', 'origin'], clone);
  world.faults.clear();
  world.faults.add({ times: Infinity, fault: { delayMs } });
  const startedAt = performance.now();
  const { stdout } = await reinstate(world, clone, ['reconcile', '--json']);
  const ms = performance.now() - startedAt;
  world.faults.clear();
  const run: Reconciled = JSON.parse(stdout);
  if (phases(run)[`contoso/${name}`] !== 'Unblocked' || run.results.length > 1) {
    throw new Error(`not the run to be measured: ${JSON.stringify(run)}`);
  }
  if (!isOld) await ageRecords(world);
  return ms;
}

function median(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function numbers(text: string): readonly number[] {
  return text.split(',').map(Number);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
