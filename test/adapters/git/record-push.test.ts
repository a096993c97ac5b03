import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, MissingRightError, UnavailableError } from '../../../src/support/errors.ts';
import { commit, git, QUIET, repositories, text, workspace } from './fixture.ts';
import { BRANCH, change, foreignCommit } from './record-fixture.ts';

describe('a push', () => {
  it('that comes second is lost, shows what came first, and succeeds when redone', async () => {
    const { clone, origin } = await repositories();
    const [one, two] = await Promise.all([workspace(clone), workspace(clone)]);
    await one.records.push(await one.records.open('contoso'), [change('alice', 'first')]);
    const [mine, theirs] = await Promise.all([one.records.open('contoso'), two.records.open('contoso')]);
    const won = await one.records.push(mine, [change('alice', 'second')]);
    const lost = await two.records.push(theirs, [change('alice', 'overwritten?')]);
    expect([won.kind, lost.kind]).toEqual(['pushed', 'lost']);
    expect(lost.snapshot.head).toBe(won.snapshot.head);
    expect(text((await two.records.read(lost.snapshot, 'records/alice.json'))?.bytes)).toBe('second');
    expect((await two.records.push(lost.snapshot, [change('bob', 'b')])).kind).toBe('pushed');
    expect(await git(origin, ['rev-list', '--count', BRANCH])).toBe('3');
  });

  it('is won by exactly one of many at once, for the first commit of the branch too', async () => {
    const { clone, origin } = await repositories();
    const workspaces = await Promise.all([1, 2, 3, 4].map(async () => workspace(clone)));
    for (const round of ['1', '2']) {
      const snapshots = await Promise.all(workspaces.map(async ({ records }) => records.open('contoso')));
      const outcomes = await Promise.all(
        workspaces.map(async ({ records }, index) =>
          records.push(snapshots[index] ?? (await records.open('contoso')), [change(`n${round}-${index}`, `${index}`)]),
        ),
      );
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['lost', 'lost', 'lost', 'pushed']);
      expect(await git(origin, ['rev-list', '--count', BRANCH])).toBe(round);
    }
  });

  it('of the very same bytes at the same second is still won by one alone', async () => {
    const { clone } = await repositories();
    const [one, two] = await Promise.all([workspace(clone), workspace(clone)]);
    const [mine, theirs] = await Promise.all([one.records.open('contoso'), two.records.open('contoso')]);
    const first = await one.records.push(mine, [change('alice', 'claim', 'Applying')]);
    const second = await two.records.push(theirs, [change('alice', 'claim', 'Applying')]);
    expect([first.kind, second.kind]).toEqual(['pushed', 'lost']);
  });

  it('keeps foreign commits and files', async () => {
    const { clone, origin } = await repositories();
    const { records } = await workspace(clone);
    await records.push(await records.open('contoso'), [change('alice', 'a')]);
    const foreign = await foreignCommit(clone, async (work) => {
      await writeFile(join(work, 'NOTES.txt'), 'by hand');
      await git(work, ['add', '.']);
    });
    const snapshot = await records.open('contoso');
    expect([...snapshot.files.keys()]).toEqual(['NOTES.txt', 'records/alice.json']);
    const outcome = await records.push(snapshot, [change('bob', 'b')]);
    expect(outcome.kind).toBe('pushed');
    expect([...outcome.snapshot.files.keys()]).toEqual(['NOTES.txt', 'records/alice.json', 'records/bob.json']);
    await git(origin, ['merge-base', '--is-ancestor', foreign, BRANCH]);
  });

  it.for(['reinstate', 'reinstate/records', 'reinstate/records/contoso/old'])(
    'is a configuration error where a branch %s stands in the way',
    async (name) => {
      const { clone } = await repositories();
      await git(clone, ['push', '--quiet', 'origin', `HEAD:refs/heads/${name}`]);
      const { records } = await workspace(clone);
      const snapshot = await records.open('contoso');
      const pushing = records.push(snapshot, [change('alice', 'a')]);
      await expect(pushing).rejects.toThrow(ConfigurationError);
      await expect(pushing).rejects.toThrow(`a branch called ${name}`);
    },
  );

  it('is a missing right where origin declines it', async () => {
    const { clone, origin } = await repositories();
    const hook = join(origin, 'hooks', 'pre-receive');
    await writeFile(hook, '#!/bin/sh\necho "error: GH006: Protected branch update failed" >&2\nexit 1\n');
    await chmod(hook, 0o755);
    const { records } = await workspace(clone);
    const snapshot = await records.open('contoso');
    const pushing = records.push(snapshot, [change('alice', 'a')]);
    await expect(pushing).rejects.toThrow(MissingRightError);
    await expect(pushing).rejects.toHaveProperty('hint', expect.stringContaining('reinstate/records/**'));
  });

  it('is unavailable where origin is gone, and nothing is claimed to be pushed', async () => {
    const { clone, origin } = await repositories();
    const { records } = await workspace(clone);
    const snapshot = await records.open('contoso');
    await git(origin, ['config', 'core.repositoryformatversion', '99']);
    await expect(records.push(snapshot, [change('alice', 'a')])).rejects.toThrow(UnavailableError);
  });

  it('never rewinds a branch that somebody rewrote', async () => {
    const { clone, origin } = await repositories();
    const { records } = await workspace(clone);
    const { snapshot } = await records.push(await records.open('contoso'), [change('alice', 'a')]);
    const other = await commit(clone, { 'README.md': 'unrelated' });
    await git(clone, ['push', '--quiet', '--force', 'origin', `${other}:refs/heads/${BRANCH}`]);
    const outcome = await records.push(snapshot, [change('bob', 'b')]);
    expect(outcome).toMatchObject({ kind: 'lost', snapshot: { head: other } });
    expect(await git(origin, ['rev-parse', BRANCH])).toBe(other);
  });

  it('obeys no push setting of the machine', async () => {
    const { clone, origin } = await repositories();
    await git(clone, ['tag', '-a', '-m', 'tag', 'v1']);
    const settings = [
      ['push.followTags', 'true'],
      ['push.gpgSign', 'if-asked'],
      ['commit.gpgSign', 'true'],
      ['i18n.commitEncoding', 'ISO-8859-1'],
      ['core.ignoreCase', 'true'],
    ];
    const pairs = settings.flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]);
    const env = { ...QUIET, ...Object.fromEntries(pairs), GIT_CONFIG_COUNT: String(settings.length) };
    const { records } = await workspace(clone, { env });
    expect((await records.push(await records.open('contoso'), [change('alice', 'ü')])).kind).toBe('pushed');
    expect(await git(origin, ['for-each-ref', '--format=%(refname)'])).toBe(`refs/heads/main\nrefs/heads/${BRANCH}`);
    expect(await git(origin, ['cat-file', 'commit', BRANCH])).not.toContain('encoding');
  });
});
