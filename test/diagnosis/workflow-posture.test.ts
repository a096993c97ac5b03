import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { environmentsToLimit, judgeWorkflows } from '../../src/diagnosis/workflow-posture.ts';
import { RECONCILE } from './posture-facts.ts';

const SHA = '3d3c42e5aac5ba805825da76410c181273ba90b1';

function wrong(text: string): readonly string[] {
  return judgeWorkflows([{ path: 'w.yml', text }]).flatMap(({ status, message }) => (status === 'ok' ? [] : [message]));
}

function changed(search: string | RegExp, replacement: string): string {
  const text = RECONCILE.text.replace(search, () => replacement);
  if (text === RECONCILE.text) throw new Error('the change changed nothing');
  return text;
}

describe('a workflow', () => {
  it('that applies with no more than it needs is all right', () => {
    expect(wrong(RECONCILE.text)).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['writes contents', changed('contents: read', 'contents: write'), 'has contents: write'],
    ['has everything', changed(/permissions: \{ c.*\}/u, 'permissions: write-all'), 'has "write-all"'],
    ['reads everything', changed(/permissions: \{ c.*\}/u, 'permissions: read-all'), 'has "read-all"'],
    ['has something new', changed('contents: read', 'contents: read, pages: read'), 'has pages: read'],
    ['has what every object inherits', changed('contents: read', 'constructor: read'), 'has constructor: read'],
    [
      'names no permissions',
      changed(/permissions: \{\}\n/u, '').replace(/ {4}permissions.*\n/u, ''),
      'names no permissions',
    ],
    ['has no environment', changed(/ {4}environment.*\n/u, ''), 'reaches the tenants without an environment'],
    ['starts on issues', changed('workflow_dispatch:', 'issues:'), 'starts on issues and applies'],
    ['starts on comments', changed(/^on:.*$/mu, 'on: issue_comment'), 'starts on issue_comment and applies'],
    ['starts on pull requests', changed(/^on:.*$/mu, 'on: [push, pull_request]'), 'starts on pull_request and applies'],
    ['names a tag', changed(`@${SHA}`, '@v7'), 'uses actions/checkout@v7'],
    ['names a short commit', changed(`@${SHA}`, `@${SHA.slice(0, 12)}`), 'uses actions/checkout@3d3c42e5aac5'],
    ['names nothing', changed(`@${SHA}`, ''), 'uses actions/checkout'],
    ['names an image by its tag', changed(`actions/checkout@${SHA}`, 'docker://alpine:3'), 'uses docker://alpine:3'],
  ])('that %s is not', (_, text, message) => {
    expect(wrong(text)).toEqual([expect.stringContaining(message)]);
  });

  it('has its action quoted in the command that mends it', () => {
    const text = changed(`actions/checkout@${SHA}`, '"octo-org/a@v1; echo $(id)"');
    const pins = judgeWorkflows([{ path: 'w.yml', text }]).find(({ check }) => check === 'pins');
    expect(pins?.remedy).toContain("gh api 'repos/octo-org/a/commits/v1; echo $(id)' --jq .sha");
  });

  it.each([
    ['a local one', './.github/actions/setup'],
    ['one beside it', '$/actions/setup'],
    ['an image by its digest', `docker://alpine@sha256:${'0'.repeat(64)}`],
    ['one in a folder', `octo-org/actions/setup@${SHA}`],
  ])('may use %s', (_, uses) => {
    expect(wrong(changed(`actions/checkout@${SHA}`, uses))).toEqual([]);
  });

  it.each([
    ['an action', 'uses: octo-org/reinstate@v1\n        with: { command: reconcile }'],
    ['a script', 'run: node src/cli.ts reconcile'],
    ['several lines', 'run: |\n          npm ci\n          npx reinstate reconcile'],
  ])('applies by %s', (_, step) => {
    const text = changed('run: reinstate reconcile --require-posture', step).replace(
      'contents: read',
      'contents: write',
    );
    expect(wrong(text)).toContainEqual(expect.stringContaining('contents: write'));
  });

  it('applies by a workflow that it calls', () => {
    const text = `on: push\njobs:\n  call:\n    permissions: { contents: write, id-token: write }\n    uses: octo-org/reinstate/.github/workflows/reconcile.yml@${SHA}\n`;
    expect(wrong(text)).toEqual([expect.stringContaining('has contents: write')]);
    expect(environmentsToLimit([{ path: 'w.yml', text }])).toEqual({ names: [], all: true });
    const told = text.replace('    uses', '    with: { environment: microsoft365 }\n    uses');
    expect(environmentsToLimit([{ path: 'w.yml', text: told }])).toEqual({ names: ['microsoft365'], all: false });
  });

  describe('that a stranger’s pull request starts with more rights than its own', () => {
    const head = 'on: { pull_request_target: { types: [opened] } }\npermissions: {}\njobs:\n  a:\n    runs-on: x\n';
    const reads = '    environment: reader\n    permissions: { contents: read, id-token: write }\n';
    const checkout = (more: string) => `    steps: [{ uses: actions/checkout@${SHA}${more} }]\n`;

    it('may read, and run actions on the default branch', () => {
      expect(wrong(head + reads + checkout(', with: { fetch-depth: 0 }'))).toEqual([]);
    });

    it.each([
      ['write', head + reads.replace('contents: read', 'contents: write') + checkout(''), 'may write contents'],
      ['have every right', head.replace('permissions: {}\n', '') + checkout(''), 'names no permissions one by one'],
      ['run a script', `${head}${reads}    steps: [{ run: echo }]\n`, 'runs a script'],
      ['check out the head', head + reads + checkout(', with: { ref: x }'), 'checks out something else'],
      ['check out a fork', head + reads + checkout(', with: { repository: x }'), 'checks out something else'],
    ])('may not %s', (_, text, message) => {
      expect(wrong(text)).toEqual([expect.stringContaining(message)]);
    });

    it('may not run a script either when it starts at the end of another run', () => {
      const text = `${head}${reads}    steps: [{ run: echo }]\n`.replace('pull_request_target', 'workflow_run');
      expect(wrong(text)).toEqual([expect.stringContaining('starts on workflow_run')]);
    });
  });

  it.each(['permissions: write-all', 'permissions: { id-token: write }'])(
    'whose jobs all get tenant tokens has to be in an environment: %s',
    (permissions) => {
      const text = `on: push\n${permissions}\njobs: { a: { runs-on: x, steps: [{ run: echo }] } }`;
      expect(wrong(text)).toEqual([expect.stringContaining('without an environment')]);
    },
  );

  it('that only gets tenant tokens has to be in an environment too', () => {
    const text = 'on: push\njobs: { a: { permissions: { id-token: write }, runs-on: x, steps: [{ run: echo }] } }';
    expect(wrong(text)).toEqual([expect.stringContaining('without an environment')]);
  });

  it.each(['jobs: [', 'a: 1', '- 1', '', 'jobs: 5', 'a: &a [1]\njobs: {x: *b}'])(
    'that is none is unknown: %j',
    (text) => {
      const [point] = judgeWorkflows([{ path: 'w.yml', text }]);
      expect(point).toMatchObject({ status: 'unknown', required: true });
    },
  );

  it('with a bomb of aliases is unknown, and soon', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 10; level += 1) {
      const alias = `*a${level - 1}`;
      lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => alias).join(', ')}]`);
    }
    const [point] = judgeWorkflows([{ path: 'w.yml', text: `${lines.join('\n')}\njobs: { a: *a9 }` }]);
    expect(point).toMatchObject({ status: 'unknown' });
  });
});

describe('several workflows', () => {
  it('of which none applies have nothing to hold to but their pins and triggers', () => {
    const points = judgeWorkflows([{ path: 'ci.yml', text: 'on: push\njobs: { a: { runs-on: x, steps: [] } }' }]);
    expect(points.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
    expect(judgeWorkflows([]).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
  });

  it('are required to be pinned where one of them reaches a tenant', () => {
    const loose = { path: 'ci.yml', text: 'on: push\njobs: { a: { runs-on: x, steps: [{ uses: octo-org/a@v1 }] } }' };
    const pins = (text: string) =>
      judgeWorkflows([loose, { path: 'r.yml', text }]).find(({ check }) => check === 'pins');
    expect(pins(RECONCILE.text)).toMatchObject({ status: 'problem', required: false });
    expect(pins(changed(SHA, 'v7'))).toMatchObject({ status: 'problem', required: true });
  });

  it('name the environments to limit, and say where a name is worked out', () => {
    const other = changed('environment: microsoft365', 'environment: { name: "${{ matrix.tenant }}" }');
    const files = [
      RECONCILE,
      { path: 'b.yml', text: changed('environment: microsoft365', 'environment: { name: b }') },
    ];
    expect(environmentsToLimit(files)).toEqual({ names: ['microsoft365', 'b'], all: false });
    expect(environmentsToLimit([{ path: 'c.yml', text: other }])).toEqual({ names: [], all: true });
  });
});

describe('the workflows', () => {
  const FOLDERS = { 'of this repository': '.github/workflows/', 'that init writes': 'templates/.github/workflows/' };

  it.each(Object.entries(FOLDERS))('%s are as doctor wants them', (_, folder) => {
    const names = readdirSync(folder);
    const files = names.map((name) => ({ path: folder + name, text: readFileSync(folder + name, 'utf8') }));
    expect(names.length).toBeGreaterThan(2);
    expect(judgeWorkflows(files).flatMap(({ status, message }) => (status === 'ok' ? [] : [message]))).toEqual([]);
    // Whoever calls them names the environment.
    expect(environmentsToLimit(files).all).toBe(folder.startsWith('.github'));
  });
});
