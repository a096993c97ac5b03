import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { forbidRealTime } from '../test/simulation/no-real-time.ts';
import { simulate, type Simulated } from '../test/simulation/simulate.ts';

/** Which seeds a thread plays: every `stride`-th of `count` from `from`. */
interface Share {
  readonly from: number;
  readonly count: number;
  readonly stride: number;
}

/** What a thread tells: how much it has played since it told last, and the story that broke a rule. */
interface Told {
  readonly seeds: number;
  readonly steps: number;
  readonly broken: Simulated | undefined;
}

const SEEDS_BETWEEN_TELLING = 50;
const SEEDS_BETWEEN_REPORTS = 5_000;

if (isMainThread) await main();
else await playShare(shareOf(workerData));

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      workers: { type: 'string', default: String(availableParallelism()) },
    },
  });
  if (values.seed === undefined) await playMany(whole(values.seeds), whole(values.from), whole(values.workers));
  else await playOne(whole(values.seed));
}

/** A number of the command line. Ends the process for anything else. */
function whole(text: string): number {
  if (!/^\d{1,9}$/u.test(text)) {
    process.stderr.write(`not a whole number: ${text}\n`);
    process.exit(2);
  }
  return Number(text);
}

/** What a thread was given. */
function shareOf(given: unknown): Share {
  const share: Share = structuredClone(Object(given));
  return share;
}

/** Plays one seed and tells all of its story. */
async function playOne(seed: number): Promise<void> {
  forbidRealTime();
  const story = await simulate(seed, { trace: true });
  process.stdout.write(`${story.lines.join('\n')}\n\n`);
  process.stdout.write(`seed ${seed}: ${story.steps} steps, fingerprint ${story.fingerprint}\n`);
  process.stdout.write(`${verdict(story)}\n`);
  if (story.violation) process.exitCode = 1;
}

/** Plays many seeds, and tells the story of the first that breaks a rule. */
async function playMany(seeds: number, from: number, workers: number): Promise<void> {
  const started = performance.now();
  const total = { seeds: 0, steps: 0 };
  const broken: Simulated[] = [];
  let next = SEEDS_BETWEEN_REPORTS;
  const threads = Array.from({ length: Math.min(workers, seeds) }, (_, index) => {
    const share: Share = { from: from + index, count: Math.ceil((seeds - index) / workers), stride: workers };
    return new Worker(new URL(import.meta.url), { workerData: share });
  });
  await Promise.all(
    threads.map(async (thread) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      thread.on('message', (told: Told) => {
        total.seeds += told.seeds;
        total.steps += told.steps;
        if (total.seeds >= next) {
          process.stderr.write(`${pace(total, started)}\n`);
          next += SEEDS_BETWEEN_REPORTS;
        }
        if (told.broken) broken.push(told.broken);
        if (broken.length > 0) for (const other of threads) void other.terminate();
      });
      thread.on('error', reject);
      thread.on('exit', () => {
        resolve();
      });
      return promise;
    }),
  );
  const [first] = broken.toSorted((a, b) => a.seed - b.seed);
  process.stdout.write(`${pace(total, started)}\n`);
  if (!first) return;
  process.stdout.write(`seed ${first.seed} broke a rule; npm run simulate -- --seed ${first.seed} tells it again\n\n`);
  await playOne(first.seed);
}

function pace({ seeds, steps }: Pick<Told, 'seeds' | 'steps'>, started: number): string {
  const seconds = (performance.now() - started) / 1_000;
  return `${seeds} seeds, ${steps} steps in ${seconds.toFixed(1)} s: ${Math.round(steps / seconds)} steps a second`;
}

function verdict({ violation }: Simulated): string {
  return violation ? `broken: ${violation.rule}: ${violation.text}` : 'no rule was broken';
}

/** What a thread does. */
async function playShare({ from, count, stride }: Share): Promise<void> {
  forbidRealTime();
  let told = { seeds: 0, steps: 0 };
  for (let index = 0; index < count; index += 1) {
    const story = await simulate(from + index * stride);
    told = { seeds: told.seeds + 1, steps: told.steps + story.steps };
    const last = index === count - 1;
    if (!story.violation && !last && told.seeds < SEEDS_BETWEEN_TELLING) continue;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    parentPort?.postMessage({ ...told, broken: story.violation ? story : undefined } satisfies Told);
    told = { seeds: 0, steps: 0 };
    if (story.violation) return;
  }
}
