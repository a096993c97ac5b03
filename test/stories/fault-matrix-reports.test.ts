import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectGitHub } from '../../src/adapters/github/client.ts';
import { createReportBoard } from '../../src/adapters/github/report-board.ts';
import { githubEnvironment } from '../../src/commands/environment.ts';
import type { ReconcileResult } from '../../src/reconcile/types.ts';
import { deliverReports } from '../../src/report/deliver-reports.ts';
import { CATALOGUE, faultNamed } from '../../src/sandbox/quirks/catalogue.ts';
import { roundsOf } from './fault-matrix/extent.ts';
import { setForge, type ForgeScene } from './fault-matrix/forge-scene.ts';
import { GITHUB_CALLS } from './fault-matrix/github-calls.ts';
import { REPORT_CALLS } from './fault-matrix/report-calls.ts';
import { HURRIED } from './fault-matrix/run-here.ts';

const FAULTS = Object.keys(CATALOGUE.github).map((name) => `github/${name}`);
const CELLS = roundsOf(FAULTS, REPORT_CALLS.length).flatMap((round) =>
  REPORT_CALLS.map((call, index) => ({ call, fault: round[index] ?? '', name: call.name })),
);

describe('telling GitHub of an outcome', () => {
  let scene: ForgeScene;
  let result: ReconcileResult;

  beforeAll(async () => {
    scene = await setForge(GITHUB_CALLS.slice(0, 1));
    result = await scene.run(new Map());
  });

  afterAll(async () => scene[Symbol.asyncDispose]());

  const told = async () => {
    const connection = { ...githubEnvironment(scene.world.env), clock: HURRIED, requestTimeoutMs: 500 };
    return deliverReports(result.reports, createReportBoard(connectGitHub(connection)));
  };

  it.each(CELLS)(
    'under $fault when $name changes nothing else, and the next run tells it once',
    async ({ call, fault }) => {
      const { comments, checkRuns } = scene.world.forge.state;
      comments.splice(0);
      checkRuns.splice(0);
      if (call.again) {
        await told();
        for (const comment of comments) comment.body += '\nan older text';
      }
      const active = scene.world.faults.add({ ...faultNamed(fault), match: call.match, times: Infinity });
      const warnings = await told();
      active.remove();
      expect(active.struck()).toBeGreaterThan(0);
      const missing = comments.length !== 1 || comments[0]?.body.includes('an older text') || checkRuns.length === 0;
      // Whoever was not told is told of here, and nothing is thrown away in silence.
      expect(missing && warnings.length === 0).toBe(false);
      expect(await told()).toEqual([]);
      expect(comments.map(({ body }) => /Unblocked[^]*an older text|^(?![^]*Unblocked)/u.test(body))).toEqual([false]);
      expect(checkRuns.map(({ headSha }) => headSha).toSorted()).toEqual(result.reports[0]?.commits.toSorted());
    },
  );

  it('has unblocked once, after all of it', () => {
    expect(result.results.map(({ phase }) => phase)).toEqual(['Unblocked']);
    expect(scene.world.tenant.effectiveRemoves()).toHaveLength(1);
  });
});
