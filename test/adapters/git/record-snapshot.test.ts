import { execFile } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gitEnvironment } from '../../../src/adapters/git/environment.ts';
import { listSnapshot, snapshotFrom } from '../../../src/adapters/git/record-snapshot.ts';
import type { RecordSnapshot } from '../../../src/ports/record-branch.ts';
import { createGitRunner } from '../../../src/adapters/git/run-git.ts';
import { git, QUIET, temporaryFolder, workspace, repositories } from './fixture.ts';
import { BRANCH, change, foreignCommit } from './record-fixture.ts';

/** Paths that get in each other's way, so that files become folders and folders files. */
const PATHS = [
  'drift.json',
  'drift.json/inside',
  'records',
  'records/alice.json',
  'records/alice.json/inside',
  'records/bob.json',
  'records/deep/bob.json',
  'settled/0f',
  'settled/0f/alice.yaml',
  'settled/10/bob.yaml',
  'a name\twith "odd"\ncharacters é',
];

const tree = fc.array(
  fc.record({
    path: fc.constantFrom(...PATHS),
    mode: fc.constantFrom('100644', '100644', '100755', '120000', '160000'),
    content: fc.constantFrom('a', 'b'),
  }),
  { maxLength: 8 },
);

type Generated = readonly { readonly path: string; readonly mode: string; readonly content: string }[];

describe('a snapshot that is worked out from an earlier one', () => {
  it('is what a listing of that commit shows, whatever anybody changed in between', async () => {
    const folder = await temporaryFolder();
    await git(folder, ['init', '--quiet', '--bare']);
    const runner = createGitRunner({
      directory: folder,
      env: gitEnvironment(QUIET),
      silenceMs: 60_000,
      redact: (text) => text,
    });
    await fc.assert(
      fc.asyncProperty(tree, tree, async (older, newer) => {
        const [from = '', to = ''] = await commits(folder, [older, newer]);
        const before = await listSnapshot(runner, 'contoso', from);
        const worked = await snapshotFrom(runner, before, to);
        const listed = await listSnapshot(runner, 'contoso', to);
        expect(plain(worked)).toEqual(plain(listed));
      }),
      { numRuns: 40 },
    );
  });

  it('comes with a push, and with a push that somebody else was faster than', async () => {
    const { clone } = await repositories();
    const { records } = await workspace(clone);
    const first = await records.push(await records.open('contoso'), [change('alice', 'a'), change('bob', 'b')]);
    const second = await records.push(first.snapshot, [change('bob', 'c'), change('carol', 'd')]);
    expect(plain(second.snapshot)).toEqual(plain(await records.open('contoso')));
    await foreignCommit(clone, async (work) => git(work, ['rm', '--quiet', 'records/alice.json']));
    const third = await records.push(second.snapshot, [change('alice', 'e')]);
    expect(third.kind).toBe('lost');
    expect(plain(third.snapshot)).toEqual(plain(await records.open('contoso')));
    expect([...third.snapshot.files.keys()]).toEqual(['records/bob.json', 'records/carol.json']);
  });
});

function plain(snapshot: RecordSnapshot) {
  const { files } = snapshot;
  return { ...snapshot, files: Object.fromEntries(files), size: files.size, keys: files.keys().toArray().toSorted() };
}

/** Commits with these trees, one after the other, and their ids. What comes later takes the place of what is in its way. */
async function commits(folder: string, trees: readonly Generated[]): Promise<readonly string[]> {
  const parts = trees.flatMap((files, index) => [
    `commit refs/heads/${BRANCH}\nmark :${index + 1}\ncommitter Octocat <octocat@contoso.com> 0 +0000\ndata 0\n`,
    `deleteall\n`,
    ...files.map(({ path, mode, content }) => changeLine(path, mode, content)),
    `get-mark :${index + 1}\n`,
  ]);
  const printed = await imported(folder, parts.join(''));
  return printed.trim().split('\n');
}

function changeLine(path: string, mode: string, content: string): string {
  const name = JSON.stringify(path);
  if (mode === '160000') return `M 160000 ${content.repeat(40)} ${name}\n`;
  return `M ${mode} inline ${name}\ndata 1\n${content}\n`;
}

async function imported(folder: string, stream: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env: gitEnvironment(QUIET) };
    const child = execFile('git', ['fast-import', '--quiet', '--force'], options, (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout);
    });
    child.stdin?.end(stream);
  });
}
