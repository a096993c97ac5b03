import { globSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkImports } from './architecture/check-imports.ts';
import { areaOf, IMPORT_RULES, rowOf } from './architecture/import-rules.ts';
import { readModule } from './architecture/read-module.ts';

const SOURCES = globSync('src/**/*.ts').map((path) => path.split(sep).join('/'));

function check(files: Readonly<Record<string, string>>): readonly string[] {
  return checkImports(Object.entries(files).map(([path, source]) => readModule(path, source)));
}

describe('the sources', () => {
  test('are there to be checked', () => {
    expect(SOURCES.length).toBeGreaterThan(20);
  });

  test('import only what the table allows', () => {
    expect(checkImports(SOURCES.map((path) => readModule(path, readFileSync(path, 'utf8'))))).toEqual([]);
  });
});

describe('the table', () => {
  test('speaks only of areas it has a row for', () => {
    const rows = new Set([...Object.keys(IMPORT_RULES), 'schemas', 'manifest']);
    const named = Object.values(IMPORT_RULES).flatMap(({ values, types }) => [...values, ...types]);
    expect(named.filter((area) => !rows.has(area))).toEqual([]);
  });

  test.each([
    ['src/approval/collect-reviews.ts', 'approval/collect'],
    ['src/approval/predicates/attributable.ts', 'approval'],
    ['src/evidence/checks/collect.ts', 'evidence'],
    ['src/records/store.ts', 'records/store'],
    ['src/commands/sandbox.ts', 'commands/sandbox'],
    ['src/commands/demo/play.ts', 'commands/sandbox'],
    ['src/commands/show.ts', 'commands'],
    ['src/adapters/git/run-git.ts', 'adapters/git'],
    ['src/adapters/system-clock.ts', 'adapters/system-clock'],
    ['src/reconcile.ts', 'reconcile'],
    ['src/reconcile/desired.ts', 'reconcile'],
    ['src/command-line/show.ts', 'command-line'],
    ['src/cli.ts', 'cli'],
    ['src/action/main.ts', 'action'],
    ['schemas/policy.schema.json', 'schemas'],
  ])('puts %s into the area %s', (path, area) => {
    expect(areaOf(path)).toBe(area);
    expect([...Object.keys(IMPORT_RULES), 'schemas']).toContain(rowOf(area));
  });
});

describe('a made-up module is refused', () => {
  test.each([
    ['support that imports a stage', 'src/support/a.ts', "import type { Entity } from '../request/entity.ts';"],
    ['a port with a value of ours', 'src/ports/a.ts', "import { entityKey } from '../request/entity.ts';"],
    ['a port with a policy type', 'src/ports/a.ts', "import type { Policy } from '../policy/policy.ts';"],
    ['a request that knows approvals', 'src/request/a.ts', "import type { X } from '../approval/evidence.ts';"],
    ['a policy with a value of a port', 'src/policy/a.ts', "import { x } from '../ports/github.ts';"],
    [
      'an inline type import of a port, as it leaves an import behind',
      'src/policy/a.ts',
      "import { type X } from '../ports/github.ts';",
    ],
    ['an approval predicate that collects', 'src/approval/a.ts', "import { x } from './collect.ts';"],
    ['evidence that knows approvals', 'src/evidence/a.ts', "import type { X } from '../approval/evidence.ts';"],
    ['a decision that knows plans', 'src/decision/a.ts', "import type { Plan } from '../plan/plan.ts';"],
    ['a plan that applies', 'src/plan/a.ts', "import { apply } from '../apply/apply.ts';"],
    ['an apply that reads policies', 'src/apply/a.ts', "import type { Policy } from '../policy/policy.ts';"],
    ['a record that decides', 'src/records/a.ts', "import { decide } from '../decision/decide.ts';"],
    ['a report that decides', 'src/report/a.ts', "import { decide } from '../decision/decide.ts';"],
    ['an adapter that uses a stage', 'src/adapters/git/a.ts', "import { decide } from '../../decision/decide.ts';"],
    ['an adapter of another', 'src/adapters/git/a.ts', "import type { X } from '../github/client.ts';"],
    ['a reconcile with an adapter', 'src/reconcile/a.ts', "import { x } from '../adapters/git/run-git.ts';"],
    ['a reconcile with a command', 'src/reconcile.ts', "import { x } from './commands/plan.ts';"],
    ['a command with the sandbox', 'src/commands/plan.ts', "import { x } from '../sandbox/faults.ts';"],
    ['a sandbox with support', 'src/sandbox/a.ts', "import { assertNever } from '../support/assert-never.ts';"],
    ['a sandbox with an adapter', 'src/sandbox/a.ts', "import type { X } from '../adapters/github/client.ts';"],
    ['a re-export', 'src/request/a.ts', "export * from '../plan/plan.ts';"],
    ['a named re-export', 'src/request/a.ts', "export { plan } from '../plan/plan.ts';"],
    ['a dynamic import', 'src/request/a.ts', "export const plan = () => import('../plan/plan.ts');"],
    ['a dynamic import nobody can check', 'src/request/a.ts', 'export const load = (x: string) => import(x);'],
    ['an import type', 'src/request/a.ts', "export type A = import('../plan/plan.ts').Plan;"],
    ['an area named like what every object inherits', 'src/constructor/a.ts', 'export const a = 1;'],
    ['an area without a row', 'src/utils/a.ts', 'export const a = 1;'],
    ['a test', 'src/request/a.ts', "import { x } from '../../test/x.ts';"],
    ['Octokit elsewhere', 'src/adapters/git/a.ts', "import { Octokit } from '@octokit/rest';"],
    ['git elsewhere', 'src/adapters/github/a.ts', "import { spawn } from 'node:child_process';"],
    ['Entra elsewhere', 'src/adapters/graph/a.ts', "import type { TokenCredential } from '@azure/identity';"],
    ['a server outside the sandbox', 'src/commands/a.ts', "import { serve } from '@hono/node-server/utils/response';"],
    ['a child process in a command', 'src/commands/a.ts', "import { spawn } from 'child_process';"],
    ['fetch elsewhere', 'src/adapters/git/a.ts', "export const a = () => fetch('https://contoso.com');"],
    ['fetch by a detour', 'src/reconcile/a.ts', "export const a = () => globalThis.fetch('https://contoso.com');"],
    ['fetch handed on', 'src/reconcile/a.ts', 'export const a = { fetch };'],
    ['process in an adapter', 'src/adapters/git/a.ts', "export const home = process.env['HOME'];"],
    ['process imported', 'src/adapters/git/a.ts', "import { env } from 'node:process';"],
    ['files in a pure area', 'src/request/a.ts', "import { readFileSync } from 'node:fs';"],
    ['files in a pure area, unprefixed', 'src/plan/a.ts', "import { readFile } from 'fs/promises';"],
    ['a socket in a pure area', 'src/policy/a.ts', "import { connect } from 'node:net';"],
    ['Date.now in a pure area', 'src/decision/a.ts', 'export const now = () => Date.now();'],
    ['Date.now by name', 'src/decision/a.ts', "export const now = () => Date['now']();"],
    ['new Date() in a pure area', 'src/plan/a.ts', 'export const now = () => new Date();'],
    ['Date() in a pure area', 'src/plan/a.ts', 'export const now = () => Date();'],
    ['Math.random in a pure area', 'src/records/a.ts', 'export const dice = Math.random;'],
    ['performance in a pure area', 'src/evidence/a.ts', 'export const now = () => performance.now();'],
    ['process in a pure area', 'src/approval/a.ts', 'export const pid = process.pid;'],
  ])('%s', (_name, path, source) => {
    const problems = check({ [path]: source });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^src\/.*: .*(;|\.) \w+/);
  });

  test('two modules that import each other, if only for types', () => {
    const problems = check({
      'src/plan/a.ts': "import type { B } from './b.ts';\nexport type A = B;",
      'src/plan/b.ts': "import type { A } from './c.ts';\nexport type B = A;",
      'src/plan/c.ts': "import type { A } from './a.ts';\nexport type C = A;",
    });
    expect(problems).toEqual([
      expect.stringContaining('src/plan/a.ts -> src/plan/b.ts -> src/plan/c.ts -> src/plan/a.ts'),
    ]);
  });

  test('that can not be parsed', () => {
    expect(() => check({ 'src/plan/a.ts': 'import {' })).toThrow(SyntaxError);
  });

  test('with the line of the breach', () => {
    const problems = check({ 'src/plan/a.ts': '// ü🤨\n\nexport const now = () => new Date();' });
    expect(problems).toEqual([
      'src/plan/a.ts:3: plan is pure and may not use new Date(); take its value as an argument',
    ]);
  });
});

describe('a made-up module passes', () => {
  test.each([
    ['a type of a port', 'src/policy/a.ts', "import type { Review } from '../ports/github.ts';"],
    ['a collector with a port', 'src/approval/collect-x.ts', "import { x } from '../ports/github.ts';"],
    ['a store with a port', 'src/records/store.ts', "import type { X } from '../ports/record-branch.ts';"],
    ['a schema', 'src/request/a.ts', "import schema from '../../schemas/x.schema.json' with { type: 'json' };"],
    ['an adapter with a stage type', 'src/adapters/git/a.ts', "import type { Entity } from '../../request/entity.ts';"],
    ['the sandbox command', 'src/commands/sandbox.ts', "import { x } from '../sandbox/faults.ts';"],
    ['a date of something', 'src/plan/a.ts', 'export const at = (ms: number) => new Date(ms);'],
    ['a property of that name', 'src/plan/a.ts', 'export const at = (x: { process: string }) => x.process;'],
    ['a method of that name', 'src/sandbox/a.ts', 'export const serve = (app: App) => listen({ fetch: app.fetch });'],
    ['a name that every object inherits', 'src/plan/a.ts', 'export const a = (constructor: unknown) => constructor;'],
    ['a type of a global', 'src/adapters/git/a.ts', 'export type Fetch = typeof fetch;'],
    ['fetch where it belongs', 'src/adapters/graph/a.ts', "export const a = () => fetch('https://contoso.com');"],
    ['paths in a pure area', 'src/request/a.ts', "import { basename } from 'node:path/posix';"],
  ])('%s', (_name, path, source) => {
    expect(check({ [path]: source })).toEqual([]);
  });
});
