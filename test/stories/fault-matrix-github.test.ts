import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodeOf, exitCodeOfError } from '../../src/commands/exit-code.ts';
import type { ReconcileResult } from '../../src/reconcile/types.ts';
import { CATALOGUE, faultNamed } from '../../src/sandbox/quirks/catalogue.ts';
import type { Ending, Often } from './fault-matrix/cell.ts';
import type { Branches } from './fault-matrix/control-plane.ts';
import { whenJudging } from './fault-matrix/endings.ts';
import { roundsOf, someOf } from './fault-matrix/extent.ts';
import { setForge, type ForgeScene } from './fault-matrix/forge-scene.ts';
import { GITHUB_CALLS, type Asked, type GitHubCall } from './fault-matrix/github-calls.ts';
import { verdictOf } from './fault-matrix/verdicts.ts';

const FAULTS = Object.keys(CATALOGUE.github).map((name) => `github/${name}`);
const PASSING = FAULTS.filter((fault) => verdictOf(fault, '') === 'passes');
/** How long a run waits here for a GitHub that says nothing. */
const REQUEST_MS = 3_000;
/** Rounds by a title, with the fault that each call meets. */
const roundsBy = (faults: readonly string[]) =>
  roundsOf(faults, GITHUB_CALLS.length).map((round) => ({
    faults: [...new Set(round)].join(', '),
    faultOf: (call: GitHubCall) => round[GITHUB_CALLS.indexOf(call)] ?? '',
  }));
const ROUNDS = roundsBy(FAULTS);
const UNBLOCKED: Ending = { phase: 'Unblocked', exitCode: 0 };

function waits(call: GitHubCall, fault: string): boolean {
  return whenJudging(call.name, fault, 'always').phase === 'Pending';
}

/** What the run told of one request, by itself. */
function endingIn(result: ReconcileResult, { tenant: { name } }: Asked) {
  const results = result.results.filter(({ id }) => id === `${name}/request`);
  const failures = result.failures.filter(({ tenant }) => tenant === name);
  return { phase: results[0]?.phase, exitCode: exitCodeOf({ ...result, results, failures, drift: [] }) };
}

function removesOf({ tenant }: Asked): number {
  return tenant.effectiveRemoves().length;
}

/** Lets each call meet a fault in its own request, all at once, and tells how each request ended. */
async function runUnder(faultOf: (call: GitHubCall) => string, often: Often, scene: ForgeScene, branches: Branches) {
  const struck = [...scene.asked].map(([call, asked]) => {
    const rule = { ...faultNamed(faultOf(call)), times: often === 'once' ? 1 : Infinity, match: call.match(asked) };
    return { call, asked, before: removesOf(asked), fault: scene.world.faults.add(rule) };
  });
  const result = await scene.run(branches, REQUEST_MS);
  return struck.map(({ call, asked, before, fault }) => {
    fault.remove();
    const removed = removesOf(asked) - before;
    return { call: call.name, struck: fault.struck() > 0, removed, ...endingIn(result, asked) };
  });
}

function expected({ name }: GitHubCall, ending: Ending) {
  return { call: name, struck: true, removed: ending.phase === 'Unblocked' ? 1 : 0, ...ending };
}

describe('GitHub', () => {
  let scene: ForgeScene;
  const branches: Branches = new Map();

  beforeAll(async () => {
    scene = await setForge(GITHUB_CALLS);
  });

  afterAll(async () => scene[Symbol.asyncDispose]());

  it.each(ROUNDS)(
    'that always answers with $faults keeps waiting whatever rests on it, and nothing is unblocked',
    async ({ faultOf }) => {
      // What can be told from this answer is kept waiting by another, so that everything can go on together in the end.
      const met = (call: GitHubCall) => (waits(call, faultOf(call)) ? faultOf(call) : 'github/internalError');
      expect(await runUnder(met, 'always', scene, branches)).toEqual(
        GITHUB_CALLS.map((call) => expected(call, whenJudging(call.name, met(call), 'always'))),
      );
    },
  );

  it('that works again after all of it lets every request go on, with one remove each', async () => {
    const result = await scene.run(branches);
    for (const asked of scene.asked.values()) {
      expect({ ...endingIn(result, asked), removed: removesOf(asked) }).toEqual({ ...UNBLOCKED, removed: 1 });
    }
  });

  it.each(ROUNDS.filter(({ faultOf }) => !GITHUB_CALLS.every((call) => waits(call, faultOf(call)))))(
    'that always answers with $faults is believed where that is an answer',
    async ({ faultOf }) => {
      scene.restrictAll();
      const met = (call: GitHubCall) => (waits(call, faultOf(call)) ? 'github/internalError' : faultOf(call));
      expect(await runUnder(met, 'always', scene, new Map())).toEqual(
        GITHUB_CALLS.map((call) => expected(call, whenJudging(call.name, met(call), 'always'))),
      );
    },
  );

  it.each(roundsBy(PASSING))('that answers every call once with $faults is asked again', async ({ faultOf }) => {
    scene.restrictAll();
    expect(await runUnder(faultOf, 'once', scene, new Map())).toEqual(
      GITHUB_CALLS.map((call) => expected(call, UNBLOCKED)),
    );
  });
});

describe('the repository itself', () => {
  let scene: ForgeScene;
  const match = { path: /^\/repos\/[^/]+\/[^/?]+$/u };

  beforeAll(async () => {
    scene = await setForge(GITHUB_CALLS.slice(0, 1));
  });

  afterAll(async () => scene[Symbol.asyncDispose]());

  async function outcomeUnder(fault: string, often: Often): Promise<unknown> {
    scene.restrictAll();
    const active = scene.world.faults.add({ ...faultNamed(fault), match, times: often === 'once' ? 1 : Infinity });
    const branches: Branches = new Map();
    const outcome = await scene.run(branches, REQUEST_MS).then(
      ({ results }) => results.map(({ phase }) => phase).join(' '),
      (error: unknown) => exitCodeOfError(error),
    );
    active.remove();
    return outcome;
  }

  it.each(
    someOf(
      FAULTS.filter((fault) => verdictOf(fault, 'the repository') !== 'understood'),
      6,
    ),
  )('not told because of %s ends the run before anything is done', async (fault) => {
    const before = scene.world.tenant.log.length;
    expect(await outcomeUnder(fault, 'always')).toBe(3);
    expect(scene.world.tenant.log).toHaveLength(before);
  });

  it.each(someOf(PASSING, 6))('told after %s once is good enough', async (fault) => {
    expect(await outcomeUnder(fault, 'once')).toBe('Unblocked');
  });
});
