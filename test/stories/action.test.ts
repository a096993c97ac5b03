import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, ANALYST, REVIEWER } from '../../src/sandbox/story/cast.ts';
import { POLICY_TESTS } from '../../src/sandbox/story/policy-tests.ts';
import { recordOf } from './program.ts';
import { goodRequest, pathOf } from './request.ts';
import {
  bundledAction,
  checkOutMerge,
  pullRequestEvent,
  runStep,
  type FinishedStep,
  type StepRequest,
} from './runner.ts';

/** A story is many processes, and a machine may be busy with others. */
const MINUTES = 5 * 60_000;

let action: string;

beforeAll(async () => {
  action = await bundledAction();
});

afterAll(() => rmSync(action, { recursive: true, force: true }));

it('is one file', () => {
  expect(readdirSync(join(action, 'dist'))).toEqual(['index.mjs']);
});

describe('the action, from a pull request to the unblocked mailbox', () => {
  let world: Sandbox;
  let validated: FinishedStep;
  let tested: FinishedStep;
  let tenants: FinishedStep;
  let reconciled: FinishedStep;
  let again: FinishedStep;
  const steps: FinishedStep[] = [];

  beforeAll(async () => {
    world = await startSandbox({ files: POLICY_TESTS });
    addPeople(world);
    addSecuredMailbox(world, 'alice@contoso.com');
    const run = async (workspace: string, step: StepRequest): Promise<FinishedStep> => {
      const finished = await runStep(action, { world, workspace }, step);
      steps.push(finished);
      return finished;
    };
    const pullRequest = await world.forge.openPullRequest({
      branch: 'unblock-alice',
      files: { [pathOf('alice')]: goodRequest(world, 'alice@contoso.com') },
      author: ANALYST,
      fork: true,
    });
    const proposed = await checkOutMerge(world, pullRequest);
    const event = pullRequestEvent(world, pullRequest);
    validated = await run(proposed, { with: { command: 'validate' }, event });
    tested = await run(proposed, { with: { command: 'policy test' }, event });
    world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
    await world.forge.merge(pullRequest, { method: 'squash', by: REVIEWER });

    const merged = await world.clone();
    const reconcile = { command: 'reconcile', tenant: 'contoso', 'github-token': world.env['GITHUB_TOKEN'] ?? '' };
    tenants = await run(merged, { with: { command: 'policy tenants' } });
    reconciled = await run(merged, { with: reconcile });
    again = await run(merged, { with: reconcile });
  }, MINUTES);

  afterAll(async () => world.close());

  it('validates what the pull request changes, with nothing but the event to go by', () => {
    expect(validated).toMatchObject({ exitCode: 0, log: 'The request is valid.\n' });
    expect(JSON.parse(validated.outputs['result'] ?? '')).toEqual({
      files: [{ path: pathOf('alice'), valid: true, problems: [] }],
    });
    expect(validated.summary).toMatch(/^### reinstate validate\n\n\| File \| Line \|/u);
  });

  it("runs the policy's own cases", () => {
    expect(tested).toMatchObject({ exitCode: 0, log: expect.stringContaining('3 of 3 cases pass') });
    expect(tested.summary.match(/\| pass \|/gu)).toHaveLength(3);
  });

  it('names the tenants for a job each', () => {
    expect(tenants.outputs).toMatchObject({ 'exit-code': '0', tenants: '["contoso"]' });
  });

  it('unblocks, once, and records it', async () => {
    expect(reconciled.exitCode).toBe(0);
    expect(world.tenant.effectiveRemoves()).toHaveLength(1);
    expect(await recordOf(world, 'alice')).toMatchObject({ phase: 'Unblocked', approval: { pullRequest: 1 } });
  });

  it('says so in the log, the outputs and the summary', () => {
    expect(reconciled.log).toMatch(/^ {2}contoso\/alice {2}Unblocked /mu);
    expect(reconciled.outputs).toMatchObject({ 'exit-code': '0', changed: 'true' });
    const [result] = JSON.parse(reconciled.outputs['result'] ?? '').results;
    expect(result).toMatchObject({ id: 'contoso/alice', phase: 'Unblocked', changed: true });
    expect(reconciled.summary).toContain('### reinstate reconcile `contoso`\n');
    expect(reconciled.summary).toContain('| `contoso/alice` | Unblocked | yes |');
  });

  it('keeps the whole document in a file for later steps', () => {
    expect(readFileSync(reconciled.outputs['result-file'] ?? '', 'utf8').trim()).toBe(reconciled.outputs['result']);
  });

  it('finds nothing left to do the second time', () => {
    expect(again).toMatchObject({ exitCode: 0, outputs: { 'exit-code': '0', changed: 'false' } });
    expect(world.tenant.effectiveRemoves()).toHaveLength(1);
  });

  it('lets no token into anything it writes', () => {
    const secrets = [world.env['GITHUB_TOKEN'], world.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']].map(
      (token) => token ?? '',
    );
    for (const { log, outputs, summary } of steps) {
      const written = [log, ...Object.values(outputs), summary].join('\n');
      for (const secret of secrets) expect(written).not.toContain(secret);
      expect(written).not.toMatch(/eyJ[\w-]{10,}\./u);
    }
  });
});

describe('a step that goes wrong', () => {
  let world: Sandbox;
  let workspace: string;

  beforeAll(async () => {
    world = await startSandbox();
    addPeople(world);
    const pullRequest = await world.forge.openPullRequest({
      branch: 'broken',
      files: { [pathOf('broken')]: goodRequest(world, 'eve@example.com').replace('justification:', 'justifcation:') },
      author: ANALYST,
    });
    workspace = await checkOutMerge(world, pullRequest);
  });

  afterAll(async () => world.close());

  const run = async (step: StepRequest): Promise<FinishedStep> => runStep(action, { world, workspace }, step);

  it('shows each problem at its line, and writes SARIF where that is wanted', async () => {
    const step = await run({ with: { command: 'validate', 'sarif-file': 'reinstate.sarif' } });
    expect(step.exitCode).toBe(1);
    expect(step.outputs['exit-code']).toBe('1');
    expect(step.log).toMatch(
      /^::error file=unblock-requests\/contoso\/broken\.yaml,line=\d+,col=\d+::.*justifcation/mu,
    );
    const sarif = JSON.parse(readFileSync(join(workspace, 'reinstate.sarif'), 'utf8'));
    expect(sarif.runs[0].results.length).toBeGreaterThan(0);
  });

  it.each([
    ['no command', {}, 'the input command is missing'],
    ['a limit that is no number', { command: 'reconcile', 'max-unblocks': 'many' }, 'give a whole number from 1 up'],
    ['a folder that is not there', { command: 'validate', 'working-directory': 'elsewhere' }, 'no folder "elsewhere"'],
  ])('ends with exit code 2 and says what to do: %s', async (_name, inputs, says) => {
    const step = await run({ with: inputs });
    expect({ exitCode: step.exitCode, log: step.log }).toEqual({ exitCode: 2, log: expect.stringContaining(says) });
    expect(step.log).toMatch(/^::error::/mu);
  });

  it('refuses two tokens that differ', async () => {
    const step = await run({ with: { command: 'reconcile', 'github-token': 'a' }, env: { GITHUB_TOKEN: 'b' } });
    expect(step).toMatchObject({ exitCode: 2, log: expect.stringContaining('differ') });
  });

  it('refuses an event that is none', async () => {
    const event = { name: 'pull_request', payload: { pull_request: { number: 1, base: { sha: '--help' } } } };
    expect(await run({ with: { command: 'validate' }, event })).toMatchObject({ exitCode: 2, outputs: {} });
  });

  it('tells in the summary and the outputs what ended the command', async () => {
    const step = await run({
      with: { command: 'reconcile', tenant: 'fabrikam', 'github-token': world.env['GITHUB_TOKEN'] ?? '' },
    });
    expect(step).toMatchObject({ exitCode: 2, outputs: { 'exit-code': '2' } });
    expect(step.log).toContain('::error::the policy names no tenant fabrikam');
    expect(step.summary).toContain('\n\nthe policy names no tenant fabrikam\n\n');
  });
});
