import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUE, faultNamed } from '../../src/sandbox/quirks/catalogue.ts';
import { roundsOf, someOf } from './fault-matrix/extent.ts';
import { GIT_CALLS, setGit, type GitCall, type GitOutcome, type GitScene } from './fault-matrix/git-scene.ts';
import { verdictOf } from './fault-matrix/verdicts.ts';

const FAULTS = Object.keys(CATALOGUE.git).map((name) => `git/${name}`);
/** What git takes for an origin without any branch is no failure to it. */
const PASSING = FAULTS.filter((fault) => verdictOf(fault, '') === 'passes' && !/page|nothing/u.test(fault));
/** The tenant whose request never gets anywhere, those whose pushes are struck, and those whose runs meet passing faults. */
const STUCK = 't0';
const PUSHING = someOf(FAULTS, 3).map((fault, index) => ({ fault, tenant: `t${index + 1}` }));
/** Each run meets another fault at each of its calls, so that a few runs meet them all. */
const PATIENT = Array.from({ length: Math.ceil(PASSING.length / GIT_CALLS.length) }, (_, index) => ({
  tenant: `t${index + 1 + PUSHING.length}`,
  faults: GIT_CALLS.map((__, call) => PASSING[(index * GIT_CALLS.length + call) % PASSING.length] ?? 'git/throttled'),
}));

/** Pushes that arrive although their answer does not: the branch tells. */
const ARRIVES = /lostAnswer|silenceAfter|halfAnswer|silenceHalfway|page|nothing/u;
/** What git itself takes for an origin without any branch. */
const LOOKS_EMPTY = /page|nothing/u;

/** How a run ends that always meets a fault: 2 where somebody has to correct an address, 3 where it has to be run again. */
function exitCodeUnder(fault: string, { name }: GitCall): number {
  const misconfigured = fault === 'git/movedAway' || (name === 'the refs to read' && LOOKS_EMPTY.test(fault));
  return misconfigured ? 2 : 3;
}

/** How many requests of a run come before the one that is struck once. */
const SKIPPED: Readonly<Record<string, number>> = { 'what is behind refs': 3, 'a push': 1 };

describe('git', () => {
  let scene: GitScene;

  beforeAll(async () => {
    scene = await setGit(1 + PUSHING.length + PATIENT.length);
  });

  afterAll(async () => scene[Symbol.asyncDispose]());

  function removesOf(tenant: string): number {
    return scene.world.tenants.find(({ name }) => name === tenant)?.effectiveRemoves().length ?? -1;
  }

  const sole = GIT_CALLS.filter(({ name }) => name !== 'a push');

  const struck = roundsOf(FAULTS, sole.length).flatMap((round) =>
    sole.map((call, index) => ({ call, fault: round[index] ?? '', name: call.name })),
  );

  it.each(struck)(
    'that always answers with $fault when asked for $name ends the run, and nothing is unblocked',
    async ({ call, fault }) => {
      const active = scene.world.faults.add({ ...faultNamed(fault), match: call.match });
      const outcome = await scene.run(STUCK);
      active.remove();
      expect(active.struck()).toBeGreaterThan(0);
      expect(outcome).toEqual({ phases: new Map(), exitCode: exitCodeUnder(fault, call) });
      expect(removesOf(STUCK)).toBe(0);
    },
  );

  it.each(PATIENT)('that answers once with $faults is asked again', async ({ faults, tenant }) => {
    const active = GIT_CALLS.map(({ name, match }, index) =>
      // Not two of them at one command, which is tried three times here.
      scene.world.faults.add({
        ...faultNamed(faults[index] ?? ''),
        match,
        times: 1,
        skip: SKIPPED[name] ?? 0,
      }),
    );
    const outcome = await scene.run(tenant);
    expect(active.map((one) => one.struck())).toEqual([1, 1, 1, 1]);
    expect({ phase: outcome.phases.get(tenant), exitCode: outcome.exitCode, removed: removesOf(tenant) }).toEqual({
      phase: 'Unblocked',
      exitCode: 0,
      removed: 1,
    });
  });

  describe('whose pushes are struck, each tenant its own way', () => {
    let outcome: GitOutcome;

    beforeAll(async () => {
      const active = PUSHING.map(({ fault, tenant }) => {
        const body = `refs/heads/reinstate/records/${tenant} `;
        const match = { method: 'POST', path: '/git-receive-pack', body: new RegExp(`${body.trim()}\\0`, 'u') };
        return scene.world.faults.add({ ...faultNamed(fault), match });
      });
      outcome = await scene.run();
      for (const fault of active) fault.remove();
    }, 300_000);

    it.each(PUSHING)('claims nothing it can not push, and knows what arrived, under $fault', ({ fault, tenant }) => {
      const arrives = ARRIVES.test(fault);
      expect({ phase: outcome.phases.get(tenant), removed: removesOf(tenant) }).toEqual({
        phase: arrives ? 'Unblocked' : undefined,
        removed: arrives ? 1 : 0,
      });
    });
  });

  it('that works again after all of it lets every request go on, with one remove each', async () => {
    await scene.run();
    expect(scene.world.tenants.map(({ name }) => [name, removesOf(name)])).toEqual(
      scene.world.tenants.map(({ name }) => [name, 1]),
    );
  }, 300_000);
});
