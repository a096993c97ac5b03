import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ControlRepository, Landing } from '../../../src/ports/control-repository.ts';
import { commit, git, QUIET, repositories, workspace } from './fixture.ts';

const run = promisify(execFile);
const PATH = 'unblock-requests/contoso/alice.yaml';
const OTHER = 'unblock-requests/contoso/bob.yaml';

/** Each shape lands PATH on main and returns the commit that is to be found. */
const shapes: Readonly<Record<string, (clone: string) => Promise<string | undefined>>> = {
  'a direct commit': async (clone) => commit(clone, { [PATH]: 'a' }),
  'a merge commit, not the commit on the branch': async (clone) => {
    await git(clone, ['checkout', '--quiet', '-b', 'topic']);
    await commit(clone, { [PATH]: 'a' });
    await git(clone, ['checkout', '--quiet', 'main']);
    await commit(clone, { [OTHER]: 'b' });
    return merge(clone);
  },
  'a merge commit that could have been a fast-forward': async (clone) => {
    await git(clone, ['checkout', '--quiet', '-b', 'topic']);
    await commit(clone, { [PATH]: 'a' });
    await git(clone, ['checkout', '--quiet', 'main']);
    return merge(clone);
  },
  'a squash': async (clone) => {
    await git(clone, ['checkout', '--quiet', '-b', 'topic']);
    await commit(clone, { [PATH]: 'a' });
    await commit(clone, { [PATH]: 'b' });
    await git(clone, ['checkout', '--quiet', 'main']);
    await git(clone, ['merge', '--quiet', '--squash', 'topic']);
    return commit(clone, {});
  },
  'the last of the rebased commits that touched it': async (clone) => {
    await git(clone, ['checkout', '--quiet', '-b', 'topic']);
    await commit(clone, { [PATH]: 'a' });
    await commit(clone, { [PATH]: 'b' });
    await commit(clone, { [OTHER]: 'c' });
    await git(clone, ['checkout', '--quiet', 'main']);
    await commit(clone, { 'README.md': 'more' });
    await git(clone, ['rebase', '--quiet', 'main', 'topic']);
    await git(clone, ['checkout', '--quiet', 'main']);
    await git(clone, ['merge', '--quiet', '--ff-only', 'topic']);
    return git(clone, ['rev-parse', 'main~1']);
  },
  'an evil merge whose branch never touched it': async (clone) => {
    await commit(clone, { [PATH]: 'a' });
    await git(clone, ['checkout', '--quiet', '-b', 'topic']);
    await commit(clone, { [OTHER]: 'b' });
    await git(clone, ['checkout', '--quiet', 'main']);
    await git(clone, ['merge', '--quiet', '--no-ff', '--no-commit', 'topic']);
    return commit(clone, { [PATH]: 'slipped in' });
  },
  'the older commit where a merge took the side of main': async (clone) => {
    const landed = await commit(clone, { [PATH]: 'a' });
    await git(clone, ['checkout', '--quiet', '-b', 'topic']);
    await commit(clone, { [PATH]: 'b', [OTHER]: 'c' });
    await git(clone, ['checkout', '--quiet', 'main']);
    await git(clone, ['merge', '--quiet', '--no-ff', '--no-commit', 'topic']);
    await commit(clone, { [PATH]: 'a' });
    return landed;
  },
  'a merge that undid it by taking the side of the branch': async (clone) => {
    await commit(clone, { [PATH]: 'a' });
    await git(clone, ['checkout', '--quiet', '-b', 'topic']);
    await commit(clone, { [OTHER]: 'b' });
    await git(clone, ['checkout', '--quiet', 'main']);
    await commit(clone, { [PATH]: 'changed' });
    await git(clone, ['merge', '--quiet', '--no-ff', '--no-commit', 'topic']);
    return commit(clone, { [PATH]: 'a' });
  },
  'its removal': async (clone) => {
    await commit(clone, { [PATH]: 'a' });
    return commit(clone, { [PATH]: null });
  },
  'its return with the same bytes': async (clone) => {
    await commit(clone, { [PATH]: 'a' });
    await commit(clone, { [PATH]: null });
    return commit(clone, { [PATH]: 'a' });
  },
  'its revert to earlier bytes': async (clone) => {
    await commit(clone, { [PATH]: 'a' });
    await commit(clone, { [PATH]: 'b' });
    return commit(clone, { [PATH]: 'a' });
  },
  'the rename that gave it this name, not where the bytes came from': async (clone) => {
    await commit(clone, { [OTHER]: 'the same bytes\n'.repeat(20) });
    await git(clone, ['mv', OTHER, PATH]);
    return commit(clone, {});
  },
  'the rename that took the name away': async (clone) => {
    await commit(clone, { [PATH]: 'the same bytes\n'.repeat(20) });
    await git(clone, ['mv', PATH, OTHER]);
    return commit(clone, {});
  },
  'a change of its mode alone': async (clone) => {
    await commit(clone, { [PATH]: 'a' });
    await git(clone, ['update-index', '--chmod=+x', PATH]);
    return commit(clone, {});
  },
  'a folder in its place': async (clone) => commit(clone, { [`${PATH}/inner`]: 'a' }),
  'nothing where no commit touched it': async (clone) => {
    await commit(clone, { [OTHER]: 'a', 'unblock-requests/contoso/alice-yaml': 'b' });
    return undefined;
  },
};

async function merge(clone: string): Promise<string> {
  await git(clone, ['merge', '--quiet', '--no-ff', '-m', 'Merge pull request #1', 'topic']);
  return git(clone, ['rev-parse', 'HEAD']);
}

/** Whether the path is a file now, and nothing was there before. */
async function isAdded(control: ControlRepository, tip: string, { firstParent = '' }: Landing): Promise<boolean> {
  const [before, now] = [await control.entryAt(firstParent, PATH), await control.entryAt(tip, PATH)];
  return before === undefined && now?.mode !== '040000';
}

describe('the landing commit is', () => {
  it.for(Object.entries(shapes))('%s', async ([, land]) => {
    const { clone } = await repositories();
    const expected = await land(clone);
    await commit(clone, { 'README.md': 'later' });
    await git(clone, ['push', '--quiet', 'origin', 'main']);
    const { control } = await workspace(clone);
    const tip = await control.fetchTip();
    const alone = await control.landingCommit(tip.commit, PATH);
    const together = await control.landingCommits(tip.commit, [PATH, OTHER, 'README.md']);
    expect(alone?.commit).toBe(expected);
    expect(together.get(PATH)).toEqual(alone && { ...alone, added: await isAdded(control, tip.commit, alone) });
    expect(together.get('README.md')?.commit).toBe(tip.commit);
  });

  it('the root commit, which has no parent', async () => {
    const { clone } = await repositories();
    const { control } = await workspace(clone);
    const tip = await control.fetchTip();
    const landing = await control.landingCommit(tip.commit, 'README.md');
    expect(landing).toMatchObject({ commit: tip.commit, firstParent: undefined });
    const many = await control.landingCommits(tip.commit, ['README.md', PATH]);
    expect([...many]).toEqual([['README.md', { ...landing, added: true }]]);
  });

  it('told with its first parent and its committer time, not its author time', async () => {
    const { clone } = await repositories();
    const parent = await git(clone, ['rev-parse', 'HEAD']);
    const env = { GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z', GIT_COMMITTER_DATE: '2026-11-22T10:00:00+02:00' };
    const landed = await commit(clone, { [PATH]: 'a' }, 'Land', env);
    await git(clone, ['push', '--quiet', 'origin', 'main']);
    const { control } = await workspace(clone);
    const { commit: tip } = await control.fetchTip();
    expect(await control.landingCommit(tip, PATH)).toEqual({
      commit: landed,
      firstParent: parent,
      committedAt: '2026-11-22T08:00:00.000Z',
    });
  });

  it.for([
    'unblock-requests/contoso/*.yaml',
    ':(glob)unblock-requests/**',
    'unblock-requests/contoso/ünïcode.yaml',
    'unblock-requests/contoso/with space "quoted".yaml',
    'unblock-requests/contoso/new\nline.yaml',
    'unblock-requests/contoso/-dash.yaml',
    '-x',
  ])('found for the unusual path %j and nothing that looks like it', async (path) => {
    const { clone } = await repositories();
    const landed = await commit(clone, { [path]: 'odd' });
    await commit(clone, { [PATH]: 'a', [OTHER]: 'b' });
    await git(clone, ['push', '--quiet', 'origin', 'main']);
    const { control } = await workspace(clone);
    const { commit: tip } = await control.fetchTip();
    expect((await control.landingCommit(tip, path))?.commit).toBe(landed);
    expect((await control.landingCommits(tip, [path, PATH])).get(path)?.commit).toBe(landed);
    const entry = await control.entryAt(tip, path);
    expect(entry?.path).toBe(path);
    const listed = (await control.requestTree(tip)).map((found) => found.path);
    expect(listed.includes(path)).toBe(path.startsWith('unblock-requests/'));
  });

  it.for(['../README.md', '/README.md', 'a//b', './README.md', '', 'unblock-requests/', 'a\0b'])(
    'never found for %j, which no tree can hold',
    async (path) => {
      const { clone } = await repositories();
      const { control } = await workspace(clone);
      const { commit: tip } = await control.fetchTip();
      expect(await control.landingCommit(tip, path)).toBeUndefined();
      expect(await control.entryAt(tip, path)).toBeUndefined();
      expect((await control.landingCommits(tip, [path, 'README.md'])).has(path)).toBe(false);
    },
  );

  it.for([3, 20, 900])('found in one walk for %i paths at once', async (count) => {
    const { clone } = await repositories();
    const folders = ['contoso', 'fabrikam'];
    const paths = Array.from({ length: count }, (_, index) => `unblock-requests/${folders[index % 2]}/${index}.yaml`);
    const early = await commit(clone, Object.fromEntries(paths.slice(0, 2).map((path) => [path, path])));
    const late = await commit(clone, Object.fromEntries(paths.slice(1, 3).map((path) => [path, 'b'])));
    await git(clone, ['push', '--quiet', 'origin', 'main']);
    const { control } = await workspace(clone);
    const { commit: tip } = await control.fetchTip();
    const landings = await control.landingCommits(tip, paths);
    expect([...landings].map(([path, { commit }]) => `${path} ${commit}`).sort()).toEqual(
      [`${paths[0]} ${early}`, `${paths[1]} ${late}`, `${paths[2]} ${late}`].sort(),
    );
  });

  it('found however long ago', async () => {
    const { clone, origin } = await repositories();
    const landed = await commit(clone, { [PATH]: 'a' });
    const commits = Array.from(
      { length: 1_000 },
      (_, index) =>
        `commit refs/heads/main\ncommitter A <a@contoso.com> ${1_700_000_000 + index} +0000\ndata 1\nx\n` +
        `${index === 0 ? `from ${landed}\n` : ''}M 100644 inline README.md\ndata 4\n${String(index).padStart(4, '0')}\n\n`,
    );
    await writeFile(join(clone, 'stream'), commits.join(''));
    await git(clone, ['push', '--quiet', 'origin', 'main']);
    await run('sh', ['-c', 'git fast-import --quiet < "$1"', 'sh', join(clone, 'stream')], { cwd: origin });
    const { control } = await workspace(clone);
    const { commit: tip } = await control.fetchTip();
    const landings = await control.landingCommits(tip, [PATH, OTHER, 'README.md']);
    expect([...landings].map(([path, { commit }]) => [path, commit])).toEqual([
      ['README.md', tip],
      [PATH, landed],
    ]);
  });

  it('not moved by any log, diff or rename setting of the machine', async () => {
    const { clone } = await repositories();
    await commit(clone, { [OTHER]: 'the same bytes\n'.repeat(20) });
    await git(clone, ['mv', OTHER, PATH]);
    const renamed = await commit(clone, {});
    await git(clone, ['push', '--quiet', 'origin', 'main']);
    for (const [key, value] of [
      ['log.follow', 'true'],
      ['log.showRoot', 'false'],
      ['log.date', 'relative'],
      ['diff.renames', 'copies'],
      ['log.showSignature', 'true'],
    ]) {
      await git(clone, ['config', key ?? '', value ?? '']);
    }
    const env = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'log.follow', GIT_CONFIG_VALUE_0: 'true' };
    const { control } = await workspace(clone, { env: { ...QUIET, ...env } });
    const { commit: tip } = await control.fetchTip();
    expect((await control.landingCommit(tip, PATH))?.commit).toBe(renamed);
  });
});

describe('history', () => {
  it('lists first-parent ancestors with all their parents', async () => {
    const { clone } = await repositories();
    const root = await git(clone, ['rev-parse', 'HEAD']);
    await git(clone, ['checkout', '--quiet', '-b', 'topic']);
    const side = await commit(clone, { [PATH]: 'a' });
    await git(clone, ['checkout', '--quiet', 'main']);
    const merged = await merge(clone);
    await git(clone, ['push', '--quiet', 'origin', 'main']);
    const { control } = await workspace(clone);
    const tip = await control.fetchTip();
    expect(await control.firstParents(tip.commit, 5)).toEqual([
      { commit: merged, parents: [root, side] },
      { commit: root, parents: [] },
    ]);
    expect(await control.firstParents(tip.commit, 1)).toHaveLength(1);
  });

  it('tells what a commit says of itself, odd identities included', async () => {
    const { clone } = await repositories();
    const env = { GIT_AUTHOR_NAME: 'A > B', GIT_AUTHOR_EMAIL: 'dana@contoso.com', GIT_COMMITTER_EMAIL: '' };
    const made = await commit(clone, {}, 'Subject\n\nCo-authored-by: X <x@contoso.com>', env);
    await git(clone, ['push', '--quiet', 'origin', 'main']);
    const { control } = await workspace(clone);
    await control.fetchTip();
    const info = await control.commitInfo(made);
    expect(info.author.email).toBe('dana@contoso.com');
    expect(info.committer.email).toBe('');
    expect(info.message).toBe('Subject\n\nCo-authored-by: X <x@contoso.com>\n');
    expect(info.parents).toHaveLength(1);
  });
});
