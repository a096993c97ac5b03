import { readFileSync } from 'node:fs';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { nextRunIn } from './run.ts';
import { STAGES, type Staged } from './stages.ts';
import { whatIsLeft, whatIsTold, type Left } from './state.ts';
import { ENDS, ENTITIES } from './world.ts';

const document = readFileSync(new URL('../../docs/crash-matrix.md', import.meta.url), 'utf8');

/** For tests that run the program several times at once: nothing is measured, a busy machine only takes longer. */
export const SLOW = 600_000;

/** The places of a table of docs/crash-matrix.md, below the heading of its title. */
export function placesInDocument(title: string): readonly string[] {
  const from = document.indexOf(`## ${title}\n`);
  if (from < 0) throw new Error(`docs/crash-matrix.md has no ${title}`);
  const end = document.indexOf('\n## ', from + 1);
  const section = document.slice(from, end < 0 ? undefined : end);
  return [...section.matchAll(/^\| `([^`]+)` +\|/gmu)].map(([, name = '']) => name);
}

/** The places of all stages in a chapter, the first of each name in its stage. */
export function stagedPlaces(chapter: string): readonly Staged[] {
  return STAGES.flatMap((stage) => placesInDocument(`${chapter}, ${stage}`).map((name) => ({ stage, name, nth: 1 })));
}

/** One of each name and stage, in order. */
export function kindsOf(seen: readonly Staged[]): readonly string[] {
  return [...new Set(seen.map(({ stage, name }) => `${stage}: ${name}`))].toSorted();
}

const ALL = ENTITIES.toSorted();
const APPLYING = Object.fromEntries(Object.keys(ENDS).map((id) => [id, 'Applying']));

/** What a run has left that was killed while it judged. */
export const NOTHING: Left = { phases: {}, halfSettled: [], lifted: [], restricted: ALL.length };

/** What it has left once its claims are pushed, before any remove. */
export const CLAIMS: Left = { ...NOTHING, phases: APPLYING };

/** What it has left once the tenant has done everything. */
export const REMOVES: Left = { ...CLAIMS, lifted: ALL, restricted: 0 };

/** What has to be left in the end, whatever was killed on the way. */
export const END: Left = { ...REMOVES, phases: ENDS };

/** More runs than ever needed: the first takes over, and one more where a busy machine let a lease go by. */
const MOST_RUNS = 4;

/** How it all ended. */
export interface Settled {
  readonly left: Left;
  readonly exitCode: number;
  /** Whether everybody was told, and nobody more often than has to be. */
  readonly told: boolean;
}

/** How it has to end. */
export const SETTLED: Settled = { left: END, exitCode: 0, told: true };

/**
 * The pull request has one comment, and one check run for each request on its head and where it landed. A notice was
 * taken by the webhook once, or twice where the run died before it could strike it off.
 */
function toldAll(world: Sandbox): boolean {
  const { comments, checks, notices } = whatIsTold(world);
  const perNotice = [...Map.groupBy(notices, (id) => id).values()].map(({ length }) => length);
  return (
    comments === 1 &&
    checks.length === 2 * ENTITIES.length &&
    new Set(checks).size === checks.length &&
    perNotice.length === ENTITIES.length &&
    Math.max(...perNotice) <= 2
  );
}

/** Runs again, each time on another machine, until every request is settled. */
export async function settle(world: Sandbox): Promise<Settled> {
  for (let run = 1; ; run += 1) {
    const { exitCode } = await nextRunIn(world, await world.clone());
    const left = await whatIsLeft(world);
    const done = Object.keys(ENDS).every((id) => left.phases[id] === 'Unblocked');
    if (done || run === MOST_RUNS) return { left, exitCode, told: toldAll(world) };
  }
}
