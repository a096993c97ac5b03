import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blockProblems, type Workshop } from './readme/check-block.ts';
import { codeBlocks, readShellLine, shellLines } from './readme/code-blocks.ts';

const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', ...globSync(['docs/**/*.md', 'unblock-requests/**/*.md'])];

const folder = mkdtempSync(join(tmpdir(), 'reinstate-readme-'));
const { scripts }: { scripts: Workshop['scripts'] } = JSON.parse(readFileSync('package.json', 'utf8'));
const workshop: Workshop = { folder, scripts };

beforeAll(() => {
  const left = new Set(['.git', 'node_modules', 'coverage']);
  cpSync('.', folder, { recursive: true, filter: (path) => !left.has(basename(path)) });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'dir');
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '.'],
    ['commit', '--quiet', '-m', 'A copy'],
  ]) {
    const identity = ['-c', 'user.name=octocat', '-c', 'user.email=octocat@contoso.com'];
    const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(DOCUMENTS)('%s', (path) => {
  const markdown = readFileSync(path, 'utf8');
  const blocks = codeBlocks(markdown).map((block): [string, typeof block] => [
    `${block.language} on line ${block.line}`,
    block,
  ]);

  test.each(blocks)('shows %s that works', async (_name, block) => {
    expect(await blockProblems(block, workshop)).toEqual([]);
  });

  test('links only to files that exist', () => {
    const links = [...markdown.matchAll(/\]\(([^)#\s]+)/gu)].map(([, target]) => target ?? '');
    const files = links.filter((target) => !/^[a-z]+:/u.test(target));
    expect(files.filter((target) => !existsSync(join(dirname(path), target)))).toEqual([]);
  });
});

test('the README shows commands, a request and a policy', () => {
  const languages = codeBlocks(readFileSync('README.md', 'utf8')).map(({ language }) => language);
  expect(languages.filter((language) => language === 'sh').length).toBeGreaterThanOrEqual(1);
  expect(languages.filter((language) => language === 'yaml').length).toBeGreaterThanOrEqual(2);
});

describe('a block is refused', () => {
  test.each([
    ['of an unknown language', 'bash', 'npm test'],
    ['of no language', '', 'npm test'],
    ['with a script that is not there', 'sh', 'npm run no-such-script'],
    ['with a command that no test runs', 'sh', 'curl https://contoso.com'],
    ['with a second command behind the first', 'sh', 'npm ci && curl https://contoso.com'],
    ['with a program line that fails', 'sh', 'node src/cli.ts no-such-command'],
    ['with a program line as npm runs it', 'sh', 'npm run reinstate -- no-such-command'],
    ['with YAML that is no file of ours', 'yaml', 'a: 1'],
    ['with YAML that is broken', 'yaml', 'a: [1'],
    ['with a request that is invalid', 'yaml', 'apiVersion: reinstate/v1\nkind: UnblockRequest'],
    ['with a policy that is invalid', 'yaml', 'apiVersion: reinstate/v1\nkind: Policy'],
    ['with policy tests that are invalid', 'yaml', 'apiVersion: reinstate/v1\nkind: PolicyTests'],
    ['with a workflow that is invalid', 'yaml', 'on: push\njobs: { a: { runs-on: b, step: [] } }'],
    ['with broken JSON', 'json', '{'],
  ])('%s', async (_name, language, text) => {
    expect(await blockProblems({ language, text, line: 1, exits: 0 }, workshop)).not.toEqual([]);
  });

  test('whose commands end otherwise than it says', async () => {
    const block = { language: 'sh', text: 'node src/cli.ts --version', line: 1, exits: 1 };
    expect(await blockProblems(block, workshop)).toEqual([expect.stringContaining('exit code 0, not 1')]);
  });
});

describe('reading Markdown', () => {
  test('finds blocks with their line, their indentation taken off, and the exit code said above', () => {
    const markdown = ['# A', '', '<!-- exits: 3 -->', '', '  ```sh', '  npm ci', '  ```', '~~~', '```', '~~~'].join(
      '\n',
    );
    expect(codeBlocks(markdown)).toEqual([
      { language: 'sh', text: 'npm ci\n', line: 5, exits: 3 },
      { language: '', text: '```\n', line: 8, exits: 0 },
    ]);
  });

  test('refuses a fence that is never closed', () => {
    expect(() => codeBlocks('```sh\nnpm ci')).toThrow('line 1');
  });

  test('joins continued lines and leaves comments out', () => {
    expect(shellLines('# first\nnode src/cli.ts \\\n  validate\n\nnpm ci\n')).toEqual([
      'node src/cli.ts validate',
      'npm ci',
    ]);
  });

  test.each([
    ['node src/cli.ts validate a.yaml', { kind: 'program', args: 'validate a.yaml' }],
    ['npx reinstate', { kind: 'program', args: '' }],
    ['npm run --silent reinstate -- list --json', { kind: 'program', args: 'list --json' }],
    ['npm run check:static', { kind: 'script', script: 'check:static' }],
    ['npm ci', { kind: 'script', script: undefined }],
    ['node src/cli.tsx', { kind: 'unknown' }],
    ['npm ci $(id)', { kind: 'unknown' }],
  ])('recognises %s', (line, expected) => {
    expect(readShellLine(line)).toEqual(expected);
  });
});
