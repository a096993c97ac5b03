import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { postureProblems } from './posture.ts';

function template(name: string): string {
  return readFileSync(`templates/.github/workflows/${name}.yml`, 'utf8');
}

const applying = template('reconcile');
const showing = template('overview');
const asking = template('intake');
const reading = template('validate');
const reviewing = template('review');
const release = readFileSync('.github/workflows/release.yml', 'utf8');
const gate = readFileSync('.github/workflows/ci.yml', 'utf8');
const OWN = [/^edit-me\/reinstate@0{40}$/u, /^\.\/$/u];

/** A workflow, what is changed in it, and a part of what has to be said then. */
type Weakness = readonly [string, string, string | RegExp, string, string];

const EVERYWHERE: readonly Weakness[] = [
  ['a missing top-level permissions', applying, 'permissions: {}\n', '', 'permissions: {}'],
  ['a top-level permission', applying, 'permissions: {}\n', 'permissions: { contents: read }\n', 'permissions: {}'],
  [
    'all permissions at once',
    reading,
    /permissions:\n {6}contents: read.*\n/u,
    'permissions: read-all\n',
    'one by one',
  ],
  ['a job without a timeout', applying, /timeout-minutes: \d+\n/u, '', 'timeout-minutes'],
  ['a tag as a pin', applying, /checkout@[0-9a-f]{40}/u, 'checkout@v7', 'not in the pin table'],
  ['an unknown commit', applying, /checkout@[0-9a-f]{40}/u, `checkout@${'0'.repeat(40)}`, 'not in the pin table'],
  ['an unknown action', applying, /actions\/checkout@/u, 'octocat/checkout@', 'not in the pin table'],
  ['a pin without its tag', applying, ' # v7.0.1', '', 'needs its tag'],
  ['a pin with another tag', applying, ' # v7.0.1', ' # v7.0.0', 'needs its tag'],
  ['an expression in a script', gate, 'run: .ci/run', 'run: .ci/run ${{ github.head_ref }}', 'expression'],
  ['an input in a script', release, 'gh auth setup-git', 'gh auth setup-git ${{ inputs.host }}', 'expression'],
  ['a checkout that keeps the token', applying, 'persist-credentials: false', 'persist-credentials: true', 'persist-'],
  ['a checkout that says nothing', applying, '          persist-credentials: false\n', '', 'persist-credentials'],
  ['a cache', gate, 'package-manager-cache: false', 'cache: npm', 'uses a cache'],
  [
    'a secret for every job',
    applying,
    'permissions: {}\n',
    'permissions: {}\nenv: { A: "${{ secrets.A }}" }\n',
    'every job',
  ],
  ['workflow_run', applying, '  workflow_dispatch:\n', '  workflow_run:\n', 'can change the tenant on workflow_run'],
  ['issue_comment', applying, '  workflow_dispatch:\n', '  issue_comment:\n', "strangers' events"],
];

const PULL_REQUESTS: readonly Weakness[] = [
  ['a pull request that may write', reading, 'contents: read', 'contents: write', 'has contents: write'],
  ['a pull request with an id', reading, 'contents: read', 'id-token: write', 'has id-token: write'],
  ['a pull request in an environment', reading, 'timeout-minutes', 'environment: a\n    timeout-minutes', 'enters'],
  ['a pull request with a secret', reading, 'command: validate', 'command: ${{ secrets.A }}', 'names secrets'],
  [
    'a review that may write',
    reviewing,
    '    permissions: {}',
    '    permissions: { contents: write }',
    'has contents: write',
  ],
  ['a review with a secret', reviewing, "echo 'The", "echo ${{ secrets.A }} 'The", 'names secrets'],
  ['both kinds of pull requests', reading, 'pull_request:', 'pull_request:\n  pull_request_target:', 'chooses'],
];

const TRUSTED_CODE: readonly Weakness[] = [
  [
    'a checkout of the head',
    showing,
    'fetch-depth: 0',
    'ref: ${{ github.event.pull_request.head.sha }}',
    'checks out more',
  ],
  ['a checkout of the fork', showing, 'fetch-depth: 0', 'repository: octocat/fork', 'checks out more'],
  ['a script', showing, /uses: edit-me.*\n(?= {8}env)/u, 'run: make\n', 'runs a script'],
  ['a reconcile', showing, 'command: overview', 'command: reconcile', 'can change the tenant'],
  ['a push', showing, 'contents: read', 'contents: write', 'can push'],
  ['the applying environment', showing, 'microsoft365-reader', 'microsoft365', 'tenant tokens on pull_request_target'],
  ['no environment', showing, '    environment: microsoft365-reader\n', '', 'without an environment'],
  ['a script after a review', showing, /uses: edit-me.*\n(?= {8}env)/u, 'run: make\n', 'a script on workflow_run'],
];

const INTAKE: readonly Weakness[] = [
  [
    'a script',
    asking,
    / {8}uses: edit-me.*\n {8}with:\n(?: {10}.*\n)+/u,
    '        run: make\n',
    'runs a script on issues',
  ],
  ['an identity', asking, 'contents: read', 'id-token: write', 'tenant tokens on issues'],
  ['a push', asking, 'contents: read', 'contents: write', 'can push on issues'],
  ['no environment', asking, '    environment: reinstate-intake\n', '', 'secrets outside'],
  ['a check run', asking, 'permission-issues: read', 'permission-checks: write', 'may write: permission-checks'],
  ['comments', asking, '  issues:\n', '  issue_comment:\n', "strangers' events"],
];

const TENANT: readonly Weakness[] = [
  ['no environment', applying, '    environment: microsoft365\n', '', 'without an environment'],
  [
    'the environment that reads',
    applying,
    'environment: microsoft365\n',
    'environment: microsoft365-reader\n',
    'that reads',
  ],
  ['a run that is cut off', applying, 'cancel-in-progress: false', 'cancel-in-progress: true', 'cancelled'],
  ['runs that are dropped', applying, '      queue: max\n', '', 'drops waiting runs'],
  ['a start by issues', applying, '  workflow_dispatch:\n', '  issues:\n', 'tenant tokens on issues'],
  ['a right too many', applying, '      id-token: write', '      checks: write\n      id-token: write', 'other rights'],
  [
    'a token that may write',
    applying,
    /contents: read( # to check out\n {6}id-token)/u,
    'contents: write$1',
    'other rights',
  ],
  ['no token', applying, '      id-token: write', '      actions: read', 'without a token of its own'],
];

const APP: readonly Weakness[] = [
  ['every right of the App', applying, / {10}permission-.*\n/gu, '', 'every right of the App'],
  [
    'a right too many',
    applying,
    'permission-members: read',
    'permission-members: write',
    'may write: permission-members',
  ],
  ['a right to write for who reads', showing, 'permission-contents: read', 'permission-contents: write', 'may write'],
  ['other repositories', applying, 'permission-members: read', 'repositories: other', 'for more: repositories'],
  ['the whole organisation', applying, 'permission-members: read', 'owner: contoso', 'for more: owner'],
  ['a token that stays', applying, 'permission-members: read', 'skip-token-revoke: true', 'leaves a token behind'],
  ['a secret outside of an environment', applying, '    environment: microsoft365\n', '', 'secrets outside'],
];

describe.each([
  ['any workflow', EVERYWHERE],
  ['a workflow of pull requests', PULL_REQUESTS],
  ['a workflow that runs trusted code for pull requests', TRUSTED_CODE],
  ['a workflow that turns issues into pull requests', INTAKE],
  ['a job that can reach the tenant', TENANT],
  ['a job with a token of the App', APP],
])('%s is refused with', (_kind, weaknesses) => {
  test.each(weaknesses)('%s', (_name, text, search, replacement, expected) => {
    expect(postureProblems(text, OWN)).toEqual([]);
    const weakened =
      typeof search === 'string' ? text.replace(search, () => replacement) : text.replace(search, replacement);
    expect(weakened).not.toBe(text);
    expect(postureProblems(weakened, OWN)).toContainEqual(expect.stringContaining(expected));
  });
});

describe('a workflow that calls another is refused with', () => {
  const call = (secrets: string): string =>
    `on: push\npermissions: {}\njobs:\n  call:\n    uses: ./\n    permissions: { contents: read }\n${secrets}`;

  test('every secret there is', () => {
    expect(postureProblems(call('    secrets: inherit\n'), OWN)).toContainEqual(
      expect.stringContaining('every secret'),
    );
  });

  test('nothing where it hands over none', () => {
    expect(postureProblems(call(''), OWN)).toEqual([]);
  });
});
