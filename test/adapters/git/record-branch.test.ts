import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InternalError } from '../../../src/support/errors.ts';
import { commit, fixedClock, git, NOW, repositories, text, workspace } from './fixture.ts';
import { BRANCH, change, foreignCommit } from './record-fixture.ts';

describe('a records branch', () => {
  it('that does not exist yet is empty', async () => {
    const { clone } = await repositories();
    const { records } = await workspace(clone);
    const snapshot = await records.open('contoso');
    expect(snapshot).toEqual({ tenant: 'contoso', head: null, files: new Map() });
    expect(await records.read(snapshot, 'records/alice.json')).toBeUndefined();
    expect(await records.log(snapshot, '1970-01-01T00:00:00.000Z')).toEqual([]);
  });

  it('takes each change as a commit of its own, in one push, by Reinstate at the time of the clock', async () => {
    const { clone, origin } = await repositories();
    const { records } = await workspace(clone);
    const outcome = await records.push(await records.open('contoso'), [change('alice', '{}\n'), change('bob', '[]\n')]);
    expect(outcome.kind).toBe('pushed');
    const log = await git(origin, ['log', '--format=%an <%ae> %cn <%ce> %cI%n%B', BRANCH]);
    const who = 'Reinstate <reinstate@users.noreply.github.com>';
    const line = `${who} ${who} 2026-11-23T09:00:00+00:00`;
    expect(log.split('\n').filter((text) => text.includes('@'))).toEqual([line, line]);
    expect(await git(origin, ['rev-parse', BRANCH])).toBe(outcome.snapshot.head);
    expect(await git(origin, ['ls-tree', '-r', '--name-only', BRANCH])).toBe('records/alice.json\nrecords/bob.json');
    expect(await git(origin, ['show', `${BRANCH}~1`, '--format=%(trailers:key=Request,valueonly)', '--no-patch'])).toBe(
      'contoso/alice',
    );
    expect(await git(origin, ['fsck', '--strict', '--no-dangling'])).toBe('');
  });

  it('gives a file with its bytes, the last commit that changed it and that time', async () => {
    const { clone } = await repositories();
    const early = await workspace(clone, { clock: fixedClock('2026-11-23T08:00:00.000Z') });
    const late = await workspace(clone, { clock: fixedClock('2026-11-23T08:30:00.900Z') });
    const first = await early.records.push(await early.records.open('contoso'), [change('alice', 'a')]);
    const second = await late.records.push(await late.records.open('contoso'), [change('bob', 'b')]);
    const { snapshot } = second;
    const alice = await early.records.read(await early.records.open('contoso'), 'records/alice.json');
    expect({ ...alice, bytes: text(alice?.bytes) }).toEqual({
      bytes: 'a',
      commit: first.snapshot.head,
      committedAt: '2026-11-23T08:00:00.000Z',
    });
    const all = await late.records.readAll(snapshot, ['records/alice.json', 'records/bob.json', 'records/none.json']);
    expect([...all.keys()]).toEqual(['records/alice.json', 'records/bob.json']);
    expect(all.get('records/bob.json')).toMatchObject({
      commit: snapshot.head,
      committedAt: '2026-11-23T08:30:00.000Z',
    });
  });

  it('leaves out a blob that is not here, and takes the rest', async () => {
    const { clone, origin } = await repositories();
    const { records } = await workspace(clone);
    const head = await git(clone, ['rev-parse', 'HEAD']);
    const files = [
      { path: 'records/alice.json', bytes: Buffer.from('{}\n') },
      { path: 'settled/0f/alice.yaml', blob: '1'.repeat(40) },
      { path: 'settled/10/bob.yaml', blob: head },
    ];
    const { kind, snapshot } = await records.push(await records.open('contoso'), [{ message: 'Unblocked', files }]);
    expect([kind, [...snapshot.files.keys()]]).toEqual(['pushed', ['records/alice.json']]);
    expect(await git(origin, ['ls-tree', '-r', '--name-only', BRANCH])).toBe('records/alice.json');
  });

  it('keeps every byte and takes a blob that is already here', async () => {
    const { clone, origin } = await repositories();
    await commit(clone, { 'unblock-requests/contoso/alice.yaml': 'kind: UnblockRequest\n' });
    await git(clone, ['push', '--quiet', 'origin', 'main']);
    const { control, records } = await workspace(clone);
    const tip = await control.fetchTip();
    const blob = (await control.requestTree(tip.commit))[0]?.blob ?? '';
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256);
    const outcome = await records.push(await records.open('contoso'), [
      {
        message: 'Unblocked',
        files: [
          { path: 'records/alice.json', bytes },
          { path: 'settled/0f/alice.yaml', blob },
          { path: 'drift.json', bytes: new Uint8Array() },
        ],
      },
    ]);
    const stored = await records.read(outcome.snapshot, 'records/alice.json');
    expect(Buffer.compare(stored?.bytes ?? new Uint8Array(), bytes)).toBe(0);
    expect(outcome.snapshot.files.get('settled/0f/alice.yaml')).toBe(blob);
    expect(await git(origin, ['show', `${BRANCH}:settled/0f/alice.yaml`])).toBe('kind: UnblockRequest');
    expect((await records.read(outcome.snapshot, 'drift.json'))?.bytes).toHaveLength(0);
  });

  it('is left alone by a push of nothing', async () => {
    const { clone, origin } = await repositories();
    const { records } = await workspace(clone);
    const snapshot = await records.open('contoso');
    expect(await records.push(snapshot, [])).toEqual({ kind: 'pushed', snapshot });
    expect(await git(origin, ['for-each-ref', 'refs/heads/reinstate'])).toBe('');
  });

  it('is not shared between tenants', async () => {
    const { clone, origin } = await repositories();
    const { records } = await workspace(clone);
    const [contoso, fabrikam] = await Promise.all([records.open('contoso'), records.open('fabrikam')]);
    const outcomes = await Promise.all([
      records.push(contoso, [change('alice', 'a')]),
      records.push(fabrikam, [change('bob', 'b')]),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['pushed', 'pushed']);
    expect(await git(origin, ['ls-tree', '-r', '--name-only', 'reinstate/records/fabrikam'])).toBe('records/bob.json');
  });

  it('holds a 64 KiB message and its odd characters unchanged', async () => {
    const { clone, origin } = await repositories();
    const { records } = await workspace(clone);
    const message = `Pending ünïcode\n\nfrom refs/heads/main\nM 100644 inline x\ndone\n${'x'.repeat(65_536)}\n`;
    const file = { path: 'records/alice.json', bytes: Buffer.from('data 3\ndone\n') };
    await records.push(await records.open('contoso'), [{ message, files: [file] }]);
    const kept = await git(origin, ['log', '-1', '--format=%B', BRANCH]);
    expect(kept.replace(/Push: [0-9a-f-]{36}$/, '')).toBe(`${message}\n`);
  });

  it.for([
    '../escape.json',
    'records/../../escape.json',
    '/records/alice.json',
    'records/alice.json/inner.json',
    'records/Alice.json',
    'records/alice.json\nM 100644 inline records/bob.json',
    '.git/config',
    'records/.json',
    '',
  ])('refuses to write to %j', async (path) => {
    const { clone, origin } = await repositories();
    const { records } = await workspace(clone);
    const snapshot = await records.open('contoso');
    const files = [{ path, bytes: Buffer.from('x') }];
    await expect(records.push(snapshot, [{ message: 'm', files }])).rejects.toThrow(InternalError);
    expect(await git(origin, ['for-each-ref', 'refs/heads/reinstate'])).toBe('');
  });

  it.for(['', '..', 'a/b', 'Contoso', '-x', 'a'.repeat(64), 'contoso\n', 'x:y'])(
    'is never opened for the tenant %j',
    async (tenant) => {
      const { clone } = await repositories();
      const { records } = await workspace(clone);
      await expect(records.open(tenant)).rejects.toThrow(InternalError);
    },
  );
});

describe('a damaged record', () => {
  it('is there and empty where a folder, a submodule or too long a file took its place', async () => {
    const { clone } = await repositories();
    await foreignCommit(clone, async (work) => {
      const head = await git(clone, ['rev-parse', 'HEAD']);
      await mkdir(join(work, 'records', 'folder.json'), { recursive: true });
      await writeFile(join(work, 'records', 'folder.json', 'x'), 'x');
      await writeFile(join(work, 'records', 'long.json'), new Uint8Array(1024 * 1024 + 1));
      await writeFile(join(work, 'records', 'fine.json'), '{}');
      await git(work, ['add', '.']);
      await git(work, ['update-index', '--add', '--cacheinfo', `160000,${head},records/module.json`]);
    });
    const { records } = await workspace(clone);
    const snapshot = await records.open('contoso');
    const names = ['folder', 'long', 'module', 'fine'].map((name) => `records/${name}.json`);
    expect([...snapshot.files.keys()]).toEqual(expect.arrayContaining(names));
    const files = await records.readAll(snapshot, names);
    expect(names.map((name) => text(files.get(name)?.bytes))).toEqual(['', '', '', '{}']);
  });
});

describe('the log of a records branch', () => {
  it('tells the trailers of recent commits, newest first, without foreign ones', async () => {
    const { clone } = await repositories();
    const old = await workspace(clone, { clock: fixedClock('2026-11-01T00:00:00.000Z') });
    await old.records.push(await old.records.open('contoso'), [change('alice', '1')]);
    const { records } = await workspace(clone);
    const made = await records.push(await records.open('contoso'), [
      change('alice', '2', 'Applying'),
      change('alice', '3', 'Unblocked'),
    ]);
    await foreignCommit(clone, async () => undefined, { GIT_COMMITTER_DATE: '2026-10-01T00:00:00Z' });
    const log = await records.log(await records.open('contoso'), '2026-11-22T00:00:00.000Z');
    expect(log.map(({ trailers }) => trailers['Phase'])).toEqual(['Unblocked', 'Applying']);
    expect(log[0]).toEqual({
      commit: made.snapshot.head,
      committedAt: NOW,
      trailers: { Request: 'contoso/alice', Phase: 'Unblocked', Run: '7/1' },
    });
  });

  it('has what others changed, whatever time their commit claims', async () => {
    const { clone } = await repositories();
    const { records } = await workspace(clone);
    await records.push(await records.open('contoso'), [change('alice', '1'), change('bob', '1')]);
    const stage = async (work: string): Promise<unknown> => {
      await writeFile(join(work, 'records', 'alice.json'), 'by hand');
      await writeFile(join(work, 'README.md'), 'by hand');
      return git(work, ['add', '.']);
    };
    await foreignCommit(clone, stage, { GIT_COMMITTER_DATE: '@999999999999 +0000' });
    const log = await records.log(await records.open('contoso'), '2026-11-22T00:00:00.000Z');
    expect(log.map(({ trailers, changed }) => [trailers['Request'], changed])).toEqual([
      [undefined, ['records/alice.json']],
      ['contoso/bob', undefined],
      ['contoso/alice', undefined],
    ]);
  });
});
