import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, UnavailableError } from '../../../src/support/errors.ts';
import {
  commit,
  contentOf,
  git,
  NOW,
  ownTemporaryFolder,
  QUIET,
  repositories,
  temporaryFolder,
  text,
  workspace,
} from './fixture.ts';

const PATH = 'unblock-requests/contoso/alice.yaml';

async function grow(clone: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await commit(clone, { [PATH]: `version ${index}` });
  await git(clone, ['push', '--quiet', 'origin', 'HEAD:main']);
}

describe('a workspace refuses', () => {
  it('a folder that is in no repository', async () => {
    const folder = await temporaryFolder();
    await expect(workspace(folder)).rejects.toThrow(ConfigurationError);
  });

  it('a folder that does not exist', async () => {
    const folder = await temporaryFolder();
    await expect(workspace(join(folder, 'absent'))).rejects.toThrow(ConfigurationError);
  });

  it('a machine without git', async () => {
    const { clone, folder } = await repositories();
    await expect(workspace(clone, { env: { ...QUIET, PATH: folder } })).rejects.toThrow(/git could not be started/);
  });

  it('a repository without origin', async () => {
    const { clone } = await repositories();
    await git(clone, ['remote', 'rename', 'origin', 'upstream']);
    await expect(workspace(clone)).rejects.toThrow(/no remote called origin/);
  });

  it('replace refs', async () => {
    const { clone } = await repositories();
    const other = await commit(clone, { [PATH]: 'a' });
    await git(clone, ['replace', other, `${other}~1`]);
    await expect(workspace(clone)).rejects.toThrow(/replace refs/);
  });

  it('grafts, in a linked work tree too', async () => {
    const { clone, folder } = await repositories();
    const head = await git(clone, ['rev-parse', 'HEAD']);
    await git(clone, ['worktree', 'add', '--quiet', '--detach', join(folder, 'linked')]);
    await writeFile(join(clone, '.git', 'info', 'grafts'), `${head}\n`);
    await expect(workspace(clone)).rejects.toThrow(/grafts/);
    await expect(workspace(join(folder, 'linked'))).rejects.toThrow(/grafts/);
  });
});

describe('the tip', () => {
  it('is the default branch of origin, whatever is checked out', async () => {
    const { clone } = await repositories();
    const pushed = await git(clone, ['rev-parse', 'HEAD']);
    await git(clone, ['checkout', '--quiet', '-b', 'other']);
    await commit(clone, { [PATH]: 'not on origin' });
    const { control } = await workspace(clone);
    expect(await control.fetchTip()).toEqual({ branch: 'main', commit: pushed });
  });

  it('is newer when origin got newer, and older when origin was reset', async () => {
    const { clone } = await repositories();
    const { control } = await workspace(clone);
    const first = await control.fetchTip();
    await grow(clone, 1);
    const second = await control.fetchTip();
    expect(second.commit).toBe(await git(clone, ['rev-parse', 'HEAD']));
    await git(clone, ['push', '--quiet', '--force', 'origin', `${first.commit}:main`]);
    expect(await control.fetchTip()).toEqual(first);
  });

  it('follows a default branch of another name', async () => {
    const { clone, origin } = await repositories();
    await git(clone, ['push', '--quiet', 'origin', 'HEAD:release/trunk']);
    await git(origin, ['symbolic-ref', 'HEAD', 'refs/heads/release/trunk']);
    const { control } = await workspace(clone);
    expect((await control.fetchTip()).branch).toBe('release/trunk');
  });

  it('is refused where HEAD of origin is detached', async () => {
    const { clone, origin } = await repositories();
    await git(origin, ['update-ref', '--no-deref', 'HEAD', await git(clone, ['rev-parse', 'HEAD'])]);
    const { control } = await workspace(clone);
    await expect(control.fetchTip()).rejects.toThrow(ConfigurationError);
  });

  it('is refused where origin has no commit', async () => {
    const { clone, origin } = await repositories();
    await git(origin, ['symbolic-ref', 'HEAD', 'refs/heads/absent']);
    const { control } = await workspace(clone);
    await expect(control.fetchTip()).rejects.toThrow(/no commit on its default branch/);
  });

  it('is refused where origin is shallow itself', async () => {
    const { clone, folder } = await repositories();
    await grow(clone, 3);
    await git(folder, ['clone', '--quiet', '--bare', '--depth=1', `file://${join(folder, 'origin.git')}`, 'cut.git']);
    const empty = join(folder, 'empty');
    await git(folder, ['init', '--quiet', empty]);
    await git(empty, ['remote', 'add', 'origin', join(folder, 'cut.git')]);
    const { control } = await workspace(empty);
    await expect(control.fetchTip()).rejects.toThrow(ConfigurationError);
  });

  it('is a configuration error where origin is no repository', async () => {
    const { clone, folder } = await repositories();
    await git(clone, ['remote', 'set-url', 'origin', join(folder, 'absent.git')]);
    const { control } = await workspace(clone);
    await expect(control.fetchTip()).rejects.toThrow(ConfigurationError);
  });

  it('is unavailable, after further attempts, where nothing answers', async () => {
    const { clone } = await repositories();
    await git(clone, ['remote', 'set-url', 'origin', 'http://127.0.0.1:9/contoso/control.git']);
    const warnings: string[] = [];
    const progress = { step: () => undefined, warn: (said: string) => void warnings.push(said) };
    const { control } = await workspace(clone, { progress });
    await expect(control.fetchTip()).rejects.toThrow(UnavailableError);
    expect(warnings).toHaveLength(2);
  });

  it('is unavailable where the way to origin falls silent', async () => {
    const { clone } = await repositories();
    await git(clone, ['remote', 'set-url', 'origin', 'ssh://git@127.0.0.1/contoso/control.git']);
    await git(clone, ['config', 'core.sshCommand', 'exec sleep 20 #']);
    const { control } = await workspace(clone, { silenceMs: 500, retry: { retries: 0, firstDelayMs: 1 } });
    await expect(control.fetchTip()).rejects.toThrow(/silent for too long/);
  });

  it('is found from a subfolder, a linked work tree, a bare clone and a relative origin', async () => {
    const { clone, folder } = await repositories();
    await commit(clone, { [PATH]: 'a' });
    await git(clone, ['push', '--quiet', 'origin', 'main']);
    const expected = { branch: 'main', commit: await git(clone, ['rev-parse', 'HEAD']) };
    await git(clone, ['worktree', 'add', '--quiet', '--detach', join(folder, 'linked')]);
    await git(folder, ['clone', '--quiet', '--bare', 'origin.git', 'bare.git']);
    await git(clone, ['remote', 'set-url', 'origin', '../origin.git']);
    const cautious = {
      ...QUIET,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.bareRepository',
      GIT_CONFIG_VALUE_0: 'explicit',
    };
    for (const cwd of [join(clone, 'unblock-requests', 'contoso'), join(folder, 'linked')]) {
      const { control } = await workspace(cwd, { env: cautious });
      expect(await control.fetchTip()).toEqual(expected);
    }
    const { control } = await workspace(join(folder, 'bare.git'));
    expect(await control.fetchTip()).toEqual(expected);
  });

  it('is found in a repository with SHA-256 object ids and in a folder with an odd name', async () => {
    const folder = await temporaryFolder();
    const clone = join(folder, '"quoted" # \\ back');
    await git(folder, ['init', '--quiet', '--bare', '--object-format=sha256', '--initial-branch=main', 'origin.git']);
    await git(folder, ['init', '--quiet', '--object-format=sha256', '--initial-branch=main', clone]);
    await git(clone, ['remote', 'add', 'origin', join(folder, 'origin.git')]);
    const made = await commit(clone, { [PATH]: 'a' });
    await git(clone, ['push', '--quiet', 'origin', 'main']);
    const { control } = await workspace(clone);
    expect(made).toHaveLength(64);
    expect(await control.fetchTip()).toEqual({ branch: 'main', commit: made });
    expect((await control.landingCommit(made, PATH))?.commit).toBe(made);
  });
});

describe('history is complete', () => {
  it.for([
    ['a shallow clone', ['--depth=1']],
    ['a partial clone', ['--filter=blob:none', '--no-checkout']],
    ['a treeless clone', ['--filter=tree:0', '--no-checkout']],
  ] as const)('from %s', async ([, args]) => {
    const { clone, folder, origin } = await repositories();
    await git(origin, ['config', 'uploadpack.allowFilter', 'true']);
    const landed = await commit(clone, { [PATH]: 'the request' });
    for (const content of ['1', '2', '3']) await commit(clone, { 'README.md': content });
    await git(clone, ['push', '--quiet', 'origin', 'main']);
    const cut = join(folder, 'cut');
    await git(folder, ['clone', '--quiet', ...args, `file://${origin}`, cut]);
    const before = await contentOf(join(cut, '.git'));
    const { control } = await workspace(cut);
    const tip = await control.fetchTip();
    expect((await control.landingCommit(tip.commit, PATH))?.commit).toBe(landed);
    expect(await control.firstParents(tip.commit, 100)).toHaveLength(5);
    const entry = await control.entryAt(tip.commit, PATH);
    expect(text(await control.readBlob(entry?.blob ?? ''))).toBe('the request');
    expect(await contentOf(join(cut, '.git'))).toEqual(before);
  });

  it('without a second copy of what a complete clone already has', async () => {
    const { clone } = await repositories();
    await commit(clone, { 'large.bin': new Uint8Array(300_000).map((_, index) => (index * 7919) % 251) });
    await git(clone, ['push', '--quiet', 'origin', 'main']);
    const folder = await ownTemporaryFolder();
    const { control } = await workspace(clone);
    await control.fetchTip();
    const [scratch = ''] = await readdir(folder);
    const kept = await git(join(folder, scratch, 'scratch.git'), ['count-objects', '-v']);
    expect(kept).toMatch(/^count: 0$/m);
    expect(kept).toMatch(/^in-pack: 0$/m);
  });
});

describe("the user's clone", () => {
  it('is byte for byte what it was after a run that read and wrote everything', async () => {
    const { clone, folder } = await repositories();
    await git(clone, ['fetch', '--quiet', 'origin']);
    await commit(clone, { [PATH]: 'a' });
    await writeFile(join(clone, 'untracked.txt'), 'work in progress');
    const other = join(folder, 'other');
    await git(folder, ['clone', '--quiet', 'origin.git', other]);
    await commit(other, { [PATH]: 'b' });
    await git(other, ['push', '--quiet', 'origin', 'HEAD:main', 'HEAD:refs/pull/1/head']);
    const before = await contentOf(clone);
    const opened = await workspace(clone);
    const { control, records } = opened;
    const tip = await control.fetchTip();
    await control.fetchPullRequestHead(1);
    await control.landingCommits(tip.commit, [PATH]);
    const file = { path: 'records/alice.json', bytes: Buffer.from(NOW) };
    await records.push(await records.open('contoso'), [{ message: 'Pending', files: [file] }]);
    await opened.close();
    expect(await contentOf(clone)).toEqual(before);
  });

  it('runs none of its hooks, monitors and helpers', async () => {
    const { clone, folder } = await repositories();
    const trap = join(folder, 'trap.sh');
    const sprung = join(folder, 'sprung');
    await writeFile(trap, `#!/bin/sh\ntouch '${sprung}'\n`, { mode: 0o755 });
    const hooks = join(clone, '.git', 'hooks');
    // Origin's own side of a push by path is a server, where its hooks may run.
    const hook = `#!/bin/sh\ncase "$GIT_DIR$PWD" in *scratch.git*) touch '${sprung}' ;; esac\n`;
    for (const name of ['pre-push', 'reference-transaction', 'post-checkout', 'pre-auto-gc']) {
      await writeFile(join(hooks, name), hook, { mode: 0o755 });
    }
    await git(clone, ['config', 'core.alternateRefsCommand', trap]);
    const config = join(folder, 'gitconfig');
    await writeFile(config, `[core]\n\tfsmonitor = ${trap}\n\thooksPath = ${hooks}\n`);
    const { control, records } = await workspace(clone, { env: { ...QUIET, GIT_CONFIG_GLOBAL: config } });
    await control.fetchTip();
    const file = { path: 'records/alice.json', bytes: Buffer.from(NOW) };
    await records.push(await records.open('contoso'), [{ message: 'Pending', files: [file] }]);
    expect(await readdir(folder)).not.toContain('sprung');
  });

  it('is left without its scratch repository when the workspace is closed, twice if need be', async () => {
    const { clone } = await repositories();
    const folder = await ownTemporaryFolder();
    const opened = await workspace(clone);
    expect(await readdir(folder)).toHaveLength(1);
    await opened.close();
    await opened.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is left without a scratch repository that could not be made', async () => {
    const { clone, folder } = await repositories();
    const refusing =
      '#!/bin/sh\n[ "$1" = init ] && { echo "fatal: no room" >&2; exit 128; }\nPATH="$REAL_PATH" exec git "$@"\n';
    await writeFile(join(folder, 'git'), refusing, { mode: 0o755 });
    const temporary = await ownTemporaryFolder();
    const env = { ...QUIET, REAL_PATH: QUIET['PATH'], PATH: `${folder}:${QUIET['PATH']}` };
    await expect(workspace(clone, { env })).rejects.toThrow(/no room/);
    expect(await readdir(temporary)).toEqual([]);
  });
});
