import { ANALYST, REVIEWER } from '../../../src/sandbox/story/cast.ts';
import { goodRequest, pathOf } from '../request.ts';
import { denied, harmless, waits, type PlayedThreat } from './threat.ts';

const UNREVIEWED = 'was not brought by a merged pull request';

/** How the bytes got to the default branch. */
export const landingThreats: readonly PlayedThreat[] = [
  denied('direct-push', 'a direct push by an approver', UNREVIEWED, async ({ world, path, good }) => {
    await world.forge.commit({ files: { [path]: good }, author: REVIEWER });
  }),
  denied('indirect', 'a pull request merged by pushing its head', '0 of 1', async ({ world, open }) => {
    const { headSha } = await open();
    await world.forge.directPush({ commit: headSha, by: REVIEWER });
  }),
  denied('carried', "a pull request that came along with another one's merge", 'also changes', async (stage) => {
    const { world } = stage;
    const { headSha } = await stage.open();
    await world.forge.directPush({ branch: 'carrier', commit: headSha, by: ANALYST });
    const carrier = await world.forge.openPullRequest({
      branch: 'carrier',
      files: { 'NOTES.md': 'Notes.\n' },
      author: ANALYST,
    });
    stage.approve(carrier);
    await stage.merge(carrier, { method: 'merge' });
  }),
  denied('contained', 'an unrelated pull request whose head merely contains the file', UNREVIEWED, async (stage) => {
    const { world, path, good } = stage;
    await world.forge.commit({ files: { [path]: good }, author: REVIEWER });
    const files = { [pathOf('contained-b')]: goodRequest(world, 'contained-b@contoso.com') };
    await stage.land({ branch: 'unrelated', files });
  }),
  denied('put-back', 'bytes removed and put back by a direct push', UNREVIEWED, async ({ world, path, good, land }) => {
    await land();
    await world.forge.commit({ files: { [path]: null }, author: ANALYST });
    await world.forge.commit({ files: { [path]: good }, author: ANALYST });
  }),
  harmless('squashed', 'a squash', async ({ land }) => {
    await land();
  }),
  harmless('merged', 'a merge commit', async ({ open, approve, merge }) => {
    const pullRequest = await open();
    approve(pullRequest);
    await merge(pullRequest, { method: 'merge' });
  }),
  harmless('queued', 'a merge queue', async ({ open, approve, merge }) => {
    const pullRequest = await open();
    approve(pullRequest);
    await merge(pullRequest, { queue: true });
  }),
  harmless('rebased', 'a rebase of two commits of which the first brought the file', async (stage) => {
    const pullRequest = await stage.open();
    const files = { [pathOf('rebased-b')]: goodRequest(stage.world, 'rebased-b@contoso.com') };
    await stage.world.forge.pushTo(pullRequest, { files, author: ANALYST, message: 'Another one\n\nwith a body\n' });
    stage.approve(pullRequest);
    await stage.merge(pullRequest, { method: 'rebase' });
  }),
  denied('evil', 'an evil merge', 'other bytes', async ({ open, approve, merge, path, other }) => {
    const pullRequest = await open();
    approve(pullRequest);
    await merge(pullRequest, { method: 'merge', files: { [path]: other } });
  }),
  denied('evil-squash', 'bytes slipped into a squash', 'other bytes', async ({ open, approve, merge, path, other }) => {
    const pullRequest = await open();
    approve(pullRequest);
    await merge(pullRequest, { files: { [path]: other } });
  }),
  denied('company', 'a pull request that also touches something else', 'also changes README.md', async (stage) => {
    await stage.land({ files: { [stage.path]: stage.good, 'README.md': 'Read me.\n' } });
  }),
  denied('attributes', 'a .gitattributes beside the request', 'also changes unblock-requests/', async (stage) => {
    await stage.land({
      files: { [stage.path]: stage.good, 'unblock-requests/contoso/.gitattributes': '* text eol=crlf\n' },
    });
  }),
  denied('from-notes', 'a file renamed into the requests', 'also changes', async ({ world, path, good, land }) => {
    await world.forge.commit({ files: { 'from.txt': good }, author: ANALYST });
    await land({ files: { 'from.txt': null, [path]: good } });
  }),
  denied('renamed', 'a request renamed by another, unreviewed pull request', '0 of 1', async (stage) => {
    const old = pathOf('renamed-old');
    await stage.land({ branch: 'renamed-old', files: { [old]: stage.good } });
    await stage.merge(await stage.open({ files: { [old]: null, [stage.path]: stage.good } }));
  }),
  harmless('renamed-well', 'a request renamed by another, reviewed pull request', async ({ land, path, good }) => {
    const old = pathOf('renamed-well-old');
    await land({ branch: 'renamed-well-old', files: { [old]: good } });
    await land({ files: { [old]: null, [path]: good } });
  }),
  ...(['100755', '120000', '160000'] as const).map((mode): PlayedThreat => ({
    name: `mode-${mode}`,
    threat: `a file of mode ${mode}`,
    phase: 'Invalid',
    attention: 'refused',
    says: '',
    async play({ land, path, good }) {
      await land({ files: { [path]: { mode, content: mode === '160000' ? 'f'.repeat(40) : good } } });
    },
  })),
  denied('mode-mended', 'a mode mended by a direct push', UNREVIEWED, async ({ world, land, path, good }) => {
    await land({ files: { [path]: { mode: '100755', content: good } } });
    await world.forge.commit({ files: { [path]: good }, author: ANALYST });
  }),
  denied('elsewhere', 'a pull request merged into another branch, pushed on from there', UNREVIEWED, async (stage) => {
    const { world } = stage;
    await world.forge.directPush({ branch: 'release', commit: world.forge.tip(), by: ANALYST });
    await stage.land({ base: 'release' });
    await world.forge.directPush({ commit: world.forge.tip('release'), by: REVIEWER });
  }),
  denied(
    'retargeted',
    'an approval from before the retargeting',
    'before the pull request was pointed',
    async (stage) => {
      const { world, ago } = stage;
      await world.forge.directPush({ branch: 'side', commit: world.forge.tip(), by: ANALYST });
      const pullRequest = await stage.open({ base: 'side' });
      stage.approve(pullRequest, REVIEWER, ago(30));
      await world.forge.retarget(pullRequest, { base: 'main', at: ago(20) });
      await stage.merge(pullRequest);
    },
  ),
  harmless('retargeted-first', 'an approval from after the retargeting', async (stage) => {
    const { world, ago } = stage;
    await world.forge.directPush({ branch: 'aside', commit: world.forge.tip(), by: ANALYST });
    const pullRequest = await stage.open({ base: 'aside' });
    await world.forge.retarget(pullRequest, { base: 'main', at: ago(20) });
    stage.approve(pullRequest, REVIEWER, ago(10));
    await stage.merge(pullRequest);
  }),
  waits('many-commits', 'more commits than GitHub lists', { says: 'listed 3 of 4 commits' }, async (stage) => {
    stage.world.forge.state.listed.commits = 3;
    const pullRequest = await stage.open();
    for (const count of [2, 3, 4]) {
      const files = { [stage.path]: `${stage.good}# ${count}\n` };
      await stage.world.forge.pushTo(pullRequest, { files, author: ANALYST });
    }
    stage.approve(pullRequest);
    await stage.merge(pullRequest);
  }),
  waits('many-files', 'more files than GitHub lists', { says: 'listed 4 of 5 changed files' }, async (stage) => {
    stage.world.forge.state.listed.files = 4;
    const more = [1, 2, 3, 4].map((count) => [pathOf(`many-files-${count}`), `count: ${count}\n`]);
    await stage.land({ files: { [stage.path]: stage.good, ...Object.fromEntries(more) } });
  }),
];
