import { parseArgs } from 'node:util';
import type { Sandbox } from '../src/sandbox/sandbox.ts';
import { gitShim } from '../test/crash/git-shim.ts';
import { END, settle } from '../test/crash/matrix.ts';
import { changesSomething } from '../test/crash/requests.ts';
import { killedAt, nextRunIn, requestsOfOneRun, runWith, type Killed } from '../test/crash/run.ts';
import type { Staged } from '../test/crash/stages.ts';
import { whatIsLeft } from '../test/crash/state.ts';
import { crashWorld } from '../test/crash/world.ts';

/** One kill of the matrix, and what came of it. */
interface Kill {
  readonly kind: 'request' | 'git';
  readonly place: Staged & { readonly when: 'before' | 'after' };
}

interface Outcome {
  readonly kill: Kill;
  readonly ended: Killed;
  /** Undefined where everything is as it has to be. */
  readonly wrong: string | undefined;
}

const { values } = parseArgs({
  options: { workers: { type: 'string', default: '3' }, all: { type: 'boolean', default: false } },
});
const startedAt = Date.now();
const kills = await everyKill();
const outcomes: Outcome[] = [];
const next = kills.values();
await Promise.all(Array.from({ length: Number(values.workers) }, async () => work()));
report();
process.exitCode = outcomes.some(({ wrong }) => wrong !== undefined) ? 1 : 0;

/**
 * Every request and every git command of one run. What changes something is killed before and after its effect; between
 * two others there is one place to die, whichever of them it is told by.
 */
async function everyKill(): Promise<readonly Kill[]> {
  await using world = await crashWorld();
  await using shim = await gitShim();
  const requests = await requestsOfOneRun(world, await world.clone(), await shim.env());
  const commands = await shim.commands();
  return [
    ...requests.flatMap((place) => killsAt('request', place)),
    ...commands.flatMap((place) => killsAt('git', place)),
  ];
}

function killsAt(kind: Kill['kind'], place: Staged): readonly Kill[] {
  const both = values.all || changesSomething(nameOf(kind, place.name));
  return (both ? (['before', 'after'] as const) : (['before'] as const)).map((when) => ({
    kind,
    place: { ...place, when },
  }));
}

async function work(): Promise<void> {
  for (const kill of next) {
    outcomes.push(await play(kill));
    bar();
  }
}

async function play(kill: Kill): Promise<Outcome> {
  await using world = await crashWorld();
  const ended = await killed(kill, world);
  const { left, exitCode, told } = await settle(world);
  const before = await refsOf(world);
  const again = await nextRunIn(world, await world.clone());
  const wrong = [
    ...(JSON.stringify(left) === JSON.stringify(END) ? [] : [`left ${JSON.stringify(left)}`]),
    ...(told ? [] : ['somebody was not told, or too often']),
    ...(exitCode === 0 ? [] : [`the run that settled it ended with ${exitCode}`]),
    ...(again.exitCode === 0 && again.results.length === 0 ? [] : ['one run more had something to do']),
    ...(JSON.stringify(await whatIsLeft(world)) === JSON.stringify(left) ? [] : ['one run more changed something']),
    ...((await refsOf(world)) === before ? [] : ['one run more pushed something']),
  ];
  return { kill, ended, wrong: wrong.length === 0 ? undefined : wrong.join('; ') };
}

async function killed({ kind, place }: Kill, world: Sandbox): Promise<Killed> {
  const clone = await world.clone();
  if (kind === 'request') return killedAt(world, clone, place);
  await using shim = await gitShim();
  return await runWith(shim, place, world, clone);
}

async function refsOf({ forge }: Sandbox): Promise<string> {
  return forge.state.repository.run(['for-each-ref', '--format=%(objectname) %(refname)']);
}

function bar(): void {
  if (!process.stderr.isTTY) return tellEveryTenth();
  const share = outcomes.length / kills.length;
  const leftMs = ((Date.now() - startedAt) / outcomes.length) * (kills.length - outcomes.length);
  const done = '█'.repeat(Math.round(share * 30)).padEnd(30, '░');
  process.stderr.write(`\r${done} ${outcomes.length}/${kills.length} kills, ${Math.ceil(leftMs / 60_000)} min left `);
  if (outcomes.length === kills.length) process.stderr.write('\n');
}

/** Where no bar can be drawn, a line now and then. */
function tellEveryTenth(): void {
  if (outcomes.length % 10 === 0) process.stderr.write(`${outcomes.length}/${kills.length} kills\n`);
}

/** A line for each kind of place: how often it was killed there, and whether anything was lost or repeated. */
function report(): void {
  const kinds = Map.groupBy(
    outcomes,
    ({ kill: { kind, place } }) => `${place.stage.padEnd(10)} ${nameOf(kind, place.name)}`,
  );
  for (const [title, group] of [...kinds].toSorted(([a], [b]) => a.localeCompare(b))) {
    const struck = group.filter(({ ended }) => ended === 'killed').length;
    const wrong = group.filter((one) => one.wrong !== undefined);
    print(`${wrong.length === 0 ? 'ok' : 'WRONG'}  ${title.padEnd(62)} ${String(struck).padStart(3)} kills`);
    for (const { kill, wrong: what } of wrong) print(`    ${kill.place.when} #${kill.place.nth}: ${what}`);
  }
  const struck = outcomes.filter(({ ended }) => ended === 'killed');
  const effects = struck.filter(({ kill }) => changesSomething(nameOf(kill.kind, kill.place.name))).length;
  const wrong = outcomes.filter((one) => one.wrong !== undefined).length;
  const minutes = ((Date.now() - startedAt) / 60_000).toFixed(1);
  print(
    `${struck.length} kills (${effects} of them at something that changes origin or the tenant), ` +
      `${outcomes.length - struck.length} places that the run did not come to, ${wrong} wrong, in ${minutes} minutes`,
  );
}

function nameOf(kind: Kill['kind'], name: string): string {
  return kind === 'git' ? `git ${name}` : name;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
