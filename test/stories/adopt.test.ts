import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, ANALYST, hoursAgo, REVIEWER } from '../../src/sandbox/story/cast.ts';
import { readWorkflow } from '../workflows/model.ts';
import { recordOf, reinstate, reinstateIn } from './program.ts';
import { goodRequest, pathOf } from './request.ts';
import {
  bundledAction,
  checkOutMerge,
  pullRequestEvent,
  runStep,
  type FinishedStep,
  type StepRequest,
} from './runner.ts';
import { setUpAsWritten } from './set-up-as-written.ts';

/** A story is many processes, and a machine may be busy with others. */
const MINUTES = 5 * 60_000;

const INIT = [
  'init',
  '--tenant=contoso',
  '--domain=contoso.com',
  `--approver=${REVIEWER}`,
  '--app-id=987654',
  '--json',
];

/** Files below a folder, but for git's own. */
function filesIn(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  return Object.fromEntries(
    paths.filter((path) => !path.startsWith('.git/')).map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
}

/** The steps of a written workflow that run the action, with what each expression stands for in the story. */
function actionSteps(
  workspace: string,
  name: string,
  values: Readonly<Record<string, string>>,
): readonly StepRequest[] {
  const workflow = readWorkflow(readFileSync(join(workspace, `.github/workflows/${name}.yml`), 'utf8'));
  const steps = Object.values(workflow.jobs ?? {}).flatMap(({ steps = [] }) => steps);
  return steps
    .filter(({ uses }) => uses?.startsWith('edit-me/reinstate@') === true)
    .map(({ with: given = {} }) => ({
      with: Object.fromEntries(
        Object.entries(given).map(([input, value]) => [
          input,
          String(value).replaceAll(/\$\{\{ (.*?) \}\}/gu, (_whole, expression: string) => values[expression] ?? ''),
        ]),
      ),
    }));
}

/** What GitHub makes of the written form, filled in about a mailbox that the tenant of the form has. */
function filledInForm(workspace: string, world: Sandbox): string {
  addSecuredMailbox(world, 'bob@contoso.com');
  const form: { body: { id?: string; attributes: { label: string; options?: string[] } }[] } = parse(
    readFileSync(join(workspace, '.github/ISSUE_TEMPLATE/unblock.yml'), 'utf8'),
  );
  const answers: Readonly<Record<string, string>> = {
    entity: 'bob@contoso.com',
    justification: 'Phished on Monday; account recovered, rules removed.',
    'attested-by': 'dana@contoso.com',
    'attested-at': hoursAgo(world, 1).toISOString(),
  };
  return form.body
    .filter(({ id }) => id !== undefined)
    .map(({ id = '', attributes: { label, options } }) => {
      return `### ${label}\n\n${answers[id] ?? options?.[0] ?? '_No response_'}\n`;
    })
    .join('\n');
}

describe('a new user', () => {
  let action: string;
  let started: string;
  let world: Sandbox;
  let clone: string;
  let shown: readonly string[];
  const steps: Record<string, readonly FinishedStep[]> = {};

  beforeAll(async () => {
    action = await bundledAction();
    started = await mkdtemp(join(tmpdir(), 'reinstate-adopt-'));
    await reinstateIn(started, INIT);
    // The tenant of this world takes the place of the one that the policy still has to be filled in with.
    const { '.github/reinstate.yml': _policy, ...files } = filesIn(started);
    world = await startSandbox({
      files,
      policy: { approvals: { approvers: { users: [REVIEWER] }, intake: ['contoso-helpdesk-app'] } },
    });
    setUpAsWritten(world, files);
    addPeople(world);
    addSecuredMailbox(world, 'alice@contoso.com');
    world.forge.addUser({ login: 'contoso-helpdesk-app[bot]', type: 'Bot' });
    const values: Record<string, string> = {
      'matrix.tenant': 'contoso',
      'steps.app.outputs.token': world.env['GITHUB_TOKEN'] ?? '',
    };
    const play = async (name: string, workspace: string, event?: StepRequest['event']): Promise<void> => {
      const played: FinishedStep[] = [];
      for (const step of actionSteps(workspace, name, values)) {
        played.push(await runStep(action, { world, workspace }, { ...step, ...(event ? { event } : {}) }));
      }
      steps[name] = played;
    };

    const pullRequest = await world.forge.openPullRequest({
      branch: 'unblock-alice',
      files: { [pathOf('alice')]: goodRequest(world, 'alice@contoso.com') },
      author: ANALYST,
    });
    const event = pullRequestEvent(world, pullRequest);
    await play('validate', await checkOutMerge(world, pullRequest), event);
    world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
    await play('overview', await world.clone(), { ...event, name: 'pull_request_target' });
    shown = world.forge.state.comments.map(({ body }) => body);
    await world.forge.merge(pullRequest, { method: 'squash', by: REVIEWER });
    clone = await world.clone();
    await play('reconcile', clone);

    const { number, body } = world.forge.openIssue({ author: ANALYST, body: filledInForm(clone, world) });
    values['steps.app.outputs.token'] = world.forge.addToken('contoso-helpdesk-app[bot]');
    await play('intake', clone, { name: 'issues', payload: { action: 'opened', issue: { number, body } } });
  }, MINUTES);

  afterAll(async () => {
    await world.close();
    for (const folder of [action, started]) rmSync(folder, { recursive: true, force: true });
  });

  const codes = (name: string): readonly (number | undefined)[] => (steps[name] ?? []).map(({ exitCode }) => exitCode);

  it('finds the policy and its cases in order, before anything is set up', async () => {
    expect((await reinstateIn(started, ['policy', 'test'])).exitCode).toBe(0);
    expect((await reinstateIn(started, ['validate'])).exitCode).toBe(0);
  });

  it('has a pull request checked by the workflow that init wrote', () => {
    expect(codes('validate')).toEqual([0, 0]);
    expect(steps['validate']?.[0]?.log).toBe('The request is valid.\n');
    expect(steps['validate']?.[1]?.log).toContain('11 of 11 cases pass');
  });

  it('sees in a comment of the pull request what the merge would do', () => {
    expect(codes('overview')).toEqual([0]);
    expect(shown).toEqual([expect.stringContaining('### 🟢 `contoso/alice` for `alice@contoso.com`: ready to merge')]);
    expect(steps['overview']?.[0]?.log).toMatch(/comment created\n {2}contoso\/alice {2}unblock: /u);
    expect(steps['overview']?.[0]?.summary).toContain('| created | `contoso/alice` |');
  });

  it('gets the mailbox unblocked after the merge, with a record', async () => {
    expect(codes('reconcile')).toEqual([0, 0]);
    expect(steps['reconcile']?.[0]?.outputs['tenants']).toBe('["contoso"]');
    expect(steps['reconcile']?.[1]?.log).toMatch(/contoso\/alice {2}Unblocked/u);
    expect(world.tenant.effectiveRemoves()).toHaveLength(1);
    expect(await recordOf(world, 'alice')).toMatchObject({ phase: 'Unblocked' });
  });

  it('has an issue that was written with the form turned into a pull request', () => {
    expect(codes('intake')).toEqual([0]);
    expect(world.forge.state.pullRequests.at(-1)).toMatchObject({
      author: { login: 'contoso-helpdesk-app[bot]' },
      title: expect.stringMatching(/^Unblock contoso\/issue-\d+$/u),
    });
  });

  it('runs init again, and nothing changes', async () => {
    const again = await reinstateIn(clone, ['init', '--json']);
    const { files }: { files: { path: string; state: string }[] } = JSON.parse(again.stdout);
    expect(files.filter(({ state }) => state !== 'unchanged')).toEqual([
      { path: '.github/reinstate.yml', state: 'kept', reason: 'you changed it' },
    ]);
    expect(await world.git(['status', '--porcelain'], clone)).toBe('');
  });

  it.each([
    [
      'runs a script for strangers',
      'overview',
      /- name: Keep the overview/u,
      '- run: make\n      - name: Keep the overview',
    ],
    ['checks out what strangers bring', 'overview', 'fetch-depth: 0', 'ref: ${{ github.event.pull_request.head.sha }}'],
    ['writes with a token that strangers get at', 'overview', 'contents: read', 'contents: write'],
    ['applies on what strangers send', 'reconcile', '  schedule:', '  issue_comment:\n  schedule:'],
  ])('is refused the next run once a workflow %s', async (_name, workflow, search, weaker) => {
    const path = `.github/workflows/${workflow}.yml`;
    const written = readFileSync(join(started, path), 'utf8');
    const weakened = written.replace(search, () => weaker);
    expect(weakened).not.toBe(written);
    const run = async () => reinstate(world, await world.clone(), ['reconcile', '--require-posture']);
    await world.forge.commit({ files: { [path]: weakened }, author: REVIEWER });
    expect(await run()).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(path) });
    await world.forge.commit({ files: { [path]: written }, author: REVIEWER });
    expect(await run()).toMatchObject({ exitCode: 0 });
  });
});
