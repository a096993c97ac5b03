import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RecordCommit } from '../../../src/ports/record-branch.ts';
import { git, repositories, workspace } from './fixture.ts';
import { BRANCH, foreignCommit } from './record-fixture.ts';

const MANY = 1_500;

function namesFrom(first: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `request-${String(first + index).padStart(5, '0')}`);
}

/** One commit for many records, each with its mark. */
function many(names: readonly string[], content: string): RecordCommit {
  const files = names.flatMap((name) => [
    { path: `records/${name}.json`, bytes: Buffer.from(`${content} ${name}\n`) },
    { path: `settled/00/${name}.yaml`, bytes: Buffer.from('kind: UnblockRequest\n') },
  ]);
  return { message: `Expired: ${names.length} requests\n\nRun: 7/1\n`, files };
}

/** What a branch holds after these commits, each pushed by itself. */
async function listedAfter(pushes: readonly (readonly RecordCommit[])[], stage?: (work: string) => Promise<unknown>) {
  const { clone, origin } = await repositories();
  if (stage) await foreignCommit(clone, stage);
  const { records } = await workspace(clone);
  let snapshot = await records.open('contoso');
  for (const commits of pushes) ({ snapshot } = await records.push(snapshot, commits));
  const again = await records.open('contoso');
  expect(snapshot.files.size).toBe(again.files.size);
  expect(await git(origin, ['fsck', '--strict', '--no-dangling'])).toBe('');
  return git(origin, ['ls-tree', '-r', '-t', BRANCH]);
}

/** Everything somebody may have put among the records by hand. */
async function oddEntries(work: string): Promise<void> {
  await mkdir(join(work, 'records', 'deep.json'), { recursive: true });
  await writeFile(join(work, 'records', 'deep.json', 'inside'), 'deep');
  await writeFile(join(work, 'records', 'a "name"\twith é'), 'odd');
  await writeFile(join(work, 'records', 'runs.json'), 'runs');
  await chmod(join(work, 'records', 'runs.json'), 0o755);
  await symlink('elsewhere', join(work, 'records', 'request-00003.json'));
  await symlink('elsewhere', join(work, 'records', 'zz.json'));
  await git(work, ['add', '--all']);
}

describe('a commit of very many records', () => {
  const few = (names: readonly string[], content: string): readonly RecordCommit[] =>
    Array.from({ length: Math.ceil(names.length / 400) }, (_, index) =>
      many(names.slice(index * 400, (index + 1) * 400), content),
    );

  it('makes a new branch hold what many small ones would', async () => {
    const names = namesFrom(0, MANY);
    const listed = await listedAfter([[many(names, 'a')]]);
    expect(listed.split('\n').filter((line) => line.includes('records/'))).toHaveLength(MANY);
    expect(listed).toBe(await listedAfter(few(names, 'a').map((commit) => [commit])));
  });

  it('keeps what the folder holds besides, whatever it is', async () => {
    const [older, names] = [namesFrom(MANY - 100, 200), namesFrom(0, MANY)];
    const listed = await listedAfter([few(older, 'old'), [many(names, 'new')]], oddEntries);
    expect(listed).toBe(await listedAfter([few(older, 'old'), few(names, 'new')], oddEntries));
    expect(listed.split('\n').filter((line) => line.includes('records/'))).toHaveLength(MANY + 100 + 5);
    expect(listed).toMatch(/120000 blob \w+\trecords\/zz.json/u);
  });

  it('replaces what stands in the place of the folder', async () => {
    const standing = async (work: string): Promise<void> => {
      await writeFile(join(work, 'records'), 'no folder');
      await git(work, ['add', '--all']);
    };
    const names = namesFrom(0, MANY);
    expect(await listedAfter([[many(names, 'a')]], standing)).toBe(await listedAfter([few(names, 'a')], standing));
  });

  it('takes away what is to be gone, and takes blobs that are here', async () => {
    const names = namesFrom(0, MANY);
    const [gone = '', ...rest] = names;
    const again = many(rest, 'b');
    const blob = (await listedAfter([[many(names, 'a')]])).match(/blob (\w+)\trecords\/request-00007/u)?.[1] ?? '';
    const taking = {
      ...again,
      files: [
        ...again.files,
        { path: `records/${gone}.json`, gone: true as const },
        { path: 'records/same.json', blob },
      ],
    };
    const listed = await listedAfter([[many(names, 'a')], [taking]]);
    expect(listed).not.toContain(`records/${gone}.json`);
    expect(listed).toContain(`${blob}\trecords/same.json`);
  });

  it('is refused where a path is none of ours', async () => {
    const { records } = await workspace((await repositories()).clone);
    const { files, message } = many(namesFrom(0, MANY), 'a');
    const commit = { message, files: [...files, { path: 'records/deep/a.json', bytes: Buffer.from('a') }] };
    await expect(records.push(await records.open('contoso'), [commit])).rejects.toThrow('not the path of a record');
  });
});
