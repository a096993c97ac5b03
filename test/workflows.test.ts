import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { actionlintComplaints, parserComplaints, TOO_NEW_FOR_ACTIONLINT } from './workflows/lint-workflow.ts';
import { postureProblems } from './workflows/posture.ts';

const FOLDER = '.github/workflows/';
const WORKFLOWS = readdirSync(FOLDER).map((name): [string, string] => [name, readFileSync(FOLDER + name, 'utf8')]);

function textOf(name: string): string {
  return readFileSync(`${FOLDER}${name}.yml`, 'utf8');
}

function known(complaint: string): boolean {
  return TOO_NEW_FOR_ACTIONLINT.some((message) => complaint.includes(`: ${message.slice(0, -1)}`));
}

describe.each(WORKFLOWS)('%s', (name, text) => {
  test('passes actionlint', () => {
    expect(actionlintComplaints(name, text).filter((complaint) => !known(complaint))).toEqual([]);
  });

  test("passes GitHub's own parser", async () => {
    expect(await parserComplaints(name, text)).toEqual([]);
  });

  test('has no weaker posture than it needs', () => {
    expect(postureProblems(text)).toEqual([]);
  });
});

describe('the linters', () => {
  test.each(TOO_NEW_FOR_ACTIONLINT)('still need the exception for: %s', (message) => {
    const complaints = WORKFLOWS.flatMap(([name, text]) => actionlintComplaints(name, text));
    expect(complaints.some((complaint) => complaint.includes(message.slice(0, -1)))).toBe(true);
  });

  const broken = textOf('ci').replace('timeout-minutes', 'timeout-minute');

  test('see a broken workflow with actionlint', () => {
    expect(actionlintComplaints('ci.yml', broken)).toContainEqual(expect.stringContaining('timeout-minute'));
  });

  test("see a broken workflow with GitHub's parser", async () => {
    expect(await parserComplaints('ci.yml', broken)).toContainEqual(expect.stringContaining('timeout-minute'));
  });

  test('see an unknown queue', async () => {
    const wrong = textOf('reconcile').replace('queue: max', 'queue: most');
    expect(await parserComplaints('reconcile.yml', wrong)).toContainEqual(expect.stringContaining('most'));
  });
});

describe('the workflows', () => {
  test.each(['validate', 'reconcile'])('%s idles until a repository variable switches it on', (name) => {
    const jobs: Record<string, { if?: string }> = parse(textOf(name)).jobs;
    expect(Object.values(jobs).map((job) => job.if)).toEqual([
      expect.stringMatching(/^vars\.REINSTATE_ENABLED == 'true'( && |$)/u),
    ]);
  });

  test.each([
    ['validate', ['pull_request']],
    ['reconcile', ['push', 'schedule', 'workflow_dispatch']],
    ['ci', ['push', 'pull_request']],
  ])('%s starts on %s', (name, triggers) => {
    expect(Object.keys(parse(textOf(name)).on)).toEqual(triggers);
  });

  test('only reconcile can get tenant tokens or write', () => {
    const writing = WORKFLOWS.filter(([, text]) => /: write\b/u.test(text)).map(([name]) => name);
    expect(writing).toEqual(['reconcile.yml']);
    expect(parse(textOf('reconcile')).jobs.reconcile.permissions).toEqual({
      contents: 'write',
      'pull-requests': 'read',
      actions: 'read',
      'id-token': 'write',
    });
  });

  test('reconcile sees the whole history', () => {
    expect(parse(textOf('reconcile')).jobs.reconcile.steps[0].with['fetch-depth']).toBe(0);
  });

  test("validate runs the base commit's program over the pull request's files", () => {
    const { steps } = parse(textOf('validate')).jobs.validate;
    expect(steps[0].with).toMatchObject({ ref: '${{ github.event.pull_request.base.sha }}', path: 'program' });
    expect(steps.filter(({ run }: { run?: string }) => run).map((step: object) => step)).toEqual([
      expect.objectContaining({ 'working-directory': 'program' }),
      expect.objectContaining({ run: expect.stringMatching(/^node \.\.\/program\//u) }),
    ]);
  });
});

describe('posture', () => {
  const good = textOf('reconcile');
  const reading = textOf('validate');

  test.each([
    ['a missing top-level permissions', good, 'permissions: {}\n', '', 'permissions: {} is missing'],
    ['a top-level permission', good, 'permissions: {}\n', 'permissions: { contents: read }\n', 'permissions: {}'],
    [
      'write-all',
      good,
      /permissions:\n {6}contents: write[^]*?steps:/u,
      'permissions: write-all\n    steps:',
      'one by one',
    ],
    ['a job without a timeout', good, /timeout-minutes: \d+\n/u, '', 'timeout-minutes'],
    ['a tag as a pin', good, /checkout@[0-9a-f]{40}/u, 'checkout@v7', 'not in the pin table'],
    ['an unknown commit', good, /checkout@[0-9a-f]{40}/u, `checkout@${'0'.repeat(40)}`, 'not in the pin table'],
    ['an unknown action', good, /actions\/checkout@/u, 'octocat/checkout@', 'not in the pin table'],
    ['a pin without its tag', good, ' # v7.0.1', '', 'needs its tag'],
    ['a pin with another tag', good, ' # v7.0.1', ' # v7.0.0', 'needs its tag'],
    ['an event in a script', reading, '"$BASE_COMMIT"', '${{ github.event.pull_request.base.sha }}', 'expression'],
    ['a branch name in a script', reading, '"$BASE_COMMIT"', '${{ github.head_ref }}', 'expression'],
    ['an input in a script', good, 'cli.ts reconcile', 'cli.ts reconcile ${{ inputs.tenant }}', 'expression'],
    ['a checkout that keeps the token', good, 'persist-credentials: false', 'persist-credentials: true', 'persist-'],
    ['a checkout that says nothing', good, '          persist-credentials: false\n', '', 'persist-credentials'],
    ['a cache', good, 'package-manager-cache: false', 'cache: npm', 'uses a cache'],
    ['pull_request_target', reading, 'pull_request:', 'pull_request_target:', "strangers' events"],
    ['a tenant job without an environment', good, '    environment: microsoft365\n', '', 'without an environment'],
    ['a tenant job that is cut off', good, 'cancel-in-progress: false', 'cancel-in-progress: true', 'cancelled'],
    ['a tenant job that drops runs', good, '  queue: max\n', '', 'drops waiting runs'],
    ['a tenant job for issues', good, '  workflow_dispatch:\n', '  issues:\n', 'tenant tokens on issues'],
    ['a pull request that may write', reading, 'contents: read', 'contents: write', 'has contents: write'],
    ['a pull request with an id', reading, 'contents: read', 'id-token: write', 'has id-token: write'],
    ['a pull request in an environment', reading, 'timeout-minutes', 'environment: a\n    timeout-minutes', 'enters'],
    ['a pull request with a secret', reading, 'env:\n', 'env:\n          A: ${{ secrets.A }}\n', 'names secrets'],
  ])('refuses %s', (_name, text, search, replacement, expected) => {
    const weakened = text.replace(search, () => replacement);
    expect(weakened).not.toBe(text);
    expect(postureProblems(weakened)).toContainEqual(expect.stringContaining(expected));
  });
});
