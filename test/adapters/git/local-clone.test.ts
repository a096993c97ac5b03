import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLocalClone } from '../../../src/adapters/git/local-clone.ts';
import { ConfigurationError, UnavailableError } from '../../../src/support/errors.ts';
import { commit, contentOf, git, QUIET, repositories, temporaryFolder, text } from './fixture.ts';

const ALICE = 'unblock-requests/contoso/alice.yaml';
const BOB = 'unblock-requests/contoso/bob.yaml';

describe('what changed since a ref', () => {
  it('is what HEAD has and the merge base has not, whatever the ref got since and the work tree holds', async () => {
    const { clone } = await repositories();
    const kept = 'unblock-requests/contoso/kept.yaml';
    const gone = 'unblock-requests/contoso/gone.yaml';
    await commit(clone, { [ALICE]: 'old', [kept]: 'kept', [gone]: 'gone' });
    await git(clone, ['checkout', '--quiet', '-b', 'topic']);
    await commit(clone, { [ALICE]: 'new', [BOB]: 'added', [gone]: null, 'docs/x.md': 'elsewhere' });
    await git(clone, ['checkout', '--quiet', 'main']);
    await commit(clone, { [kept]: 'changed on main', 'unblock-requests/contoso/carol.yaml': 'added on main' });
    await git(clone, ['checkout', '--quiet', 'topic']);
    await git(clone, ['rm', '--quiet', '--cached', BOB]);
    const opened = await openLocalClone({ cwd: clone, env: QUIET });
    const changed = await opened.changedSince('main');
    expect(changed.map(({ path }) => path)).toEqual([ALICE, BOB]);
    expect(text(await opened.readBlob(changed[0]?.blob ?? ''))).toBe('new');
    expect(await opened.blobSize(changed[1]?.blob ?? '')).toBe(5);
    expect((await opened.entryAt(await opened.headCommit(), 'docs/x.md'))?.mode).toBe('100644');
  });

  it('counts a change of mode, a link in place of a file and a rename', async () => {
    const { clone } = await repositories();
    await commit(clone, { [ALICE]: 'a', [BOB]: 'b' });
    await git(clone, ['branch', 'before']);
    await git(clone, ['update-index', '--chmod=+x', ALICE]);
    await git(clone, ['mv', BOB, 'unblock-requests/contoso/robert.yaml']);
    await commit(clone, {});
    const opened = await openLocalClone({ cwd: clone, env: QUIET });
    const changed = await opened.changedSince('before');
    expect(changed.map(({ mode, path }) => `${mode} ${path}`)).toEqual([
      `100755 ${ALICE}`,
      '100644 unblock-requests/contoso/robert.yaml',
    ]);
  });

  it('is read without a remote, without a network and without a trace in the clone', async () => {
    const { clone } = await repositories();
    await commit(clone, { [ALICE]: 'a' });
    await git(clone, ['remote', 'set-url', 'origin', 'https://127.0.0.1:9/contoso/control.git']);
    const before = await contentOf(clone);
    const opened = await openLocalClone({ cwd: clone, env: QUIET });
    expect(await opened.changedSince('origin/main')).toHaveLength(1);
    expect(await contentOf(clone)).toEqual(before);
  });

  it('does not make a partial clone fetch what it lacks', async () => {
    const { clone, folder, origin } = await repositories();
    await git(origin, ['config', 'uploadpack.allowFilter', 'true']);
    await commit(clone, { [ALICE]: 'a' });
    await git(clone, ['push', '--quiet', 'origin', 'main']);
    const partial = join(folder, 'partial');
    await git(folder, ['clone', '--quiet', '--no-checkout', '--filter=blob:none', `file://${origin}`, partial]);
    const before = await contentOf(join(partial, '.git'));
    const opened = await openLocalClone({ cwd: partial, env: QUIET });
    const [changed] = await opened.changedSince('HEAD~1');
    expect(changed?.path).toBe(ALICE);
    await expect(opened.readBlob(changed?.blob ?? '')).rejects.toThrow(UnavailableError);
    expect(await contentOf(join(partial, '.git'))).toEqual(before);
  });

  it.for(['absent', '', '-x', '--all', 'HEAD..main', 'main\n', '0123456789'.repeat(4)])(
    'is a configuration error for %j',
    async (ref) => {
      const { clone } = await repositories();
      const opened = await openLocalClone({ cwd: clone, env: QUIET });
      await expect(opened.changedSince(ref)).rejects.toThrow(ConfigurationError);
    },
  );

  it('is a configuration error where the histories have nothing in common', async () => {
    const { clone, folder, origin } = await repositories();
    await git(clone, ['checkout', '--quiet', '-b', 'topic']);
    for (const content of ['1', '2', '3']) await commit(clone, { [ALICE]: content });
    await git(clone, ['push', '--quiet', 'origin', 'topic']);
    const cut = join(folder, 'cut');
    await git(folder, [
      'clone',
      '--quiet',
      '--depth=1',
      '--no-single-branch',
      '--branch=topic',
      `file://${origin}`,
      cut,
    ]);
    const opened = await openLocalClone({ cwd: cut, env: QUIET });
    const asking = opened.changedSince('origin/main');
    await expect(asking).rejects.toThrow(ConfigurationError);
    await expect(asking).rejects.toHaveProperty('hint', expect.stringContaining('fetch-depth'));
  });

  it('needs a repository with a commit', async () => {
    const folder = await temporaryFolder();
    await expect(openLocalClone({ cwd: folder, env: QUIET })).rejects.toThrow(ConfigurationError);
    await git(folder, ['init', '--quiet']);
    const opened = await openLocalClone({ cwd: folder, env: QUIET });
    await expect(opened.headCommit()).rejects.toThrow(ConfigurationError);
  });
});
