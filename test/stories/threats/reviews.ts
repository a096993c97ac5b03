import { ANALYST, REVIEWER } from '../../../src/sandbox/story/cast.ts';
import { goodRequest, pathOf } from '../request.ts';
import { APP, KEEPER, READER } from './cast.ts';
import type { Stage } from './stage.ts';
import { denied, harmless, waits, type PlayedThreat } from './threat.ts';

/** Approved a good while ago and merged after that, with what happens between the two and after both. */
async function approvedAnd(
  { open, approve, merge, ago, world }: Stage,
  user: string,
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED',
  minutes: number,
): Promise<void> {
  const pullRequest = await open({ at: ago(50) });
  approve(pullRequest, REVIEWER, ago(40));
  world.forge.review(pullRequest, { user, state, at: ago(minutes) });
  await merge(pullRequest, { at: ago(20) });
}

const BEFORE_MERGE = 30;
const AFTER_MERGE = 10;

/** Which bytes a review is about, and what it says. */
const contents: readonly PlayedThreat[] = [
  harmless('approved', 'an independent approval of exactly these bytes', async ({ land }) => {
    await land();
  }),
  denied('unreviewed', 'no review at all', '0 of 1', async ({ open, merge }) => {
    await merge(await open());
  }),
  denied('stale', 'an edit after the approval', 'other bytes', async ({ world, open, approve, merge, path, other }) => {
    const pullRequest = await open();
    approve(pullRequest);
    await world.forge.pushTo(pullRequest, { files: { [path]: other }, author: ANALYST });
    await merge(pullRequest);
  }),
  denied('forced', 'a forced push after the approval', 'other bytes', async (stage) => {
    const pullRequest = await stage.open();
    stage.approve(pullRequest);
    await stage.world.forge.forcePush(pullRequest, { files: { [stage.path]: stage.other }, author: ANALYST });
    await stage.merge(pullRequest);
  }),
  harmless('forced-same', 'a forced push of the same bytes', async (stage) => {
    const pullRequest = await stage.open();
    stage.approve(pullRequest);
    const again = { files: { [stage.path]: stage.good }, author: ANALYST, message: 'Say it better' };
    await stage.world.forge.forcePush(pullRequest, again);
    await stage.merge(pullRequest);
  }),
  denied('too-early', 'an approval of a commit without the file', 'does not hold this file', async (stage) => {
    const pullRequest = await stage.open({
      files: { [pathOf('too-early-b')]: goodRequest(stage.world, 'too-early-b@contoso.com') },
    });
    stage.approve(pullRequest);
    await stage.world.forge.pushTo(pullRequest, { files: { [stage.path]: stage.good }, author: ANALYST });
    await stage.merge(pullRequest);
  }),
  denied('no-commit', 'a review whose commit_id is null', 'no longer exists', async ({ world, open, merge }) => {
    const pullRequest = await open();
    world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED', commit: null });
    await merge(pullRequest);
  }),
  denied('comments', 'comments that say yes', '0 of 1', async ({ world, open, merge }) => {
    const pullRequest = await open();
    world.forge.review(pullRequest, { user: REVIEWER, state: 'COMMENTED', body: 'APPROVED. LGTM' });
    world.forge.review(pullRequest, { user: KEEPER, state: 'PENDING', body: 'Approved' });
    await merge(pullRequest);
  }),
];

/** When it was given, and what came after it. */
const times: readonly PlayedThreat[] = [
  denied('late', 'a late review', 'approved after the merge', async ({ open, approve, merge, ago }) => {
    const pullRequest = await open({ at: ago(30) });
    await merge(pullRequest, { at: ago(20) });
    approve(pullRequest, REVIEWER, ago(10));
  }),
  harmless('same-second', 'an approval in the second of the merge', async ({ open, approve, merge, ago }) => {
    const pullRequest = await open({ at: ago(30) });
    const at = ago(20);
    approve(pullRequest, REVIEWER, at);
    await merge(pullRequest, { at });
  }),
  denied('fenced', 'an approval from before the restriction', 'before the restriction', async (stage) => {
    const pullRequest = await stage.open({ at: stage.ago(240) });
    stage.approve(pullRequest, REVIEWER, stage.ago(200));
    await stage.merge(pullRequest);
  }),
  denied('changed-mind', 'changes requested by the approver himself', 'decided again later', async (stage) =>
    approvedAnd(stage, REVIEWER, 'CHANGES_REQUESTED', BEFORE_MERGE),
  ),
  harmless('commented', 'a comment after the approval', async (stage) =>
    approvedAnd(stage, REVIEWER, 'COMMENTED', BEFORE_MERGE),
  ),
  waits('objected', 'changes requested by another approver', { says: 'asks for changes', attention: 'none' }, (stage) =>
    approvedAnd(stage, KEEPER, 'CHANGES_REQUESTED', BEFORE_MERGE),
  ),
  waits('braked', 'changes requested after the merge', { says: 'asks for changes', attention: 'none' }, (stage) =>
    approvedAnd(stage, KEEPER, 'CHANGES_REQUESTED', AFTER_MERGE),
  ),
  waits('regretted', 'an approval taken back', { says: 'took the approval back', attention: 'none' }, (stage) =>
    approvedAnd(stage, REVIEWER, 'CHANGES_REQUESTED', AFTER_MERGE),
  ),
  denied('wavering', 'an approval taken back and given again', 'took the approval back', async (stage) => {
    await approvedAnd(stage, REVIEWER, 'CHANGES_REQUESTED', AFTER_MERGE);
    const number = stage.world.forge.state.reviews.at(-1)?.pullRequest;
    const pullRequest = stage.world.forge.state.pullRequests.find((one) => one.number === number);
    if (pullRequest) stage.approve(pullRequest, REVIEWER, stage.ago(5));
  }),
  denied('regret-dismissed', 'an approval taken back, and that dismissed', 'took the approval back', async (stage) => {
    await approvedAnd(stage, REVIEWER, 'CHANGES_REQUESTED', AFTER_MERGE);
    stage.world.forge.dismiss(stage.world.forge.state.reviews.at(-1)?.id ?? 0, { by: ANALYST });
  }),
  harmless('overruled', "another approver's objection that was dismissed", async (stage) => {
    await approvedAnd(stage, KEEPER, 'CHANGES_REQUESTED', BEFORE_MERGE);
    stage.world.forge.dismiss(stage.world.forge.state.reviews.at(-1)?.id ?? 0, { by: ANALYST });
  }),
  harmless('convinced', 'an objection to earlier bytes, then an approval of the last', async (stage) => {
    const pullRequest = await stage.open({ at: stage.ago(60), files: { [stage.path]: stage.other } });
    stage.world.forge.review(pullRequest, { user: REVIEWER, state: 'CHANGES_REQUESTED', at: stage.ago(50) });
    await stage.world.forge.pushTo(pullRequest, { files: { [stage.path]: stage.good }, author: ANALYST });
    stage.approve(pullRequest);
    await stage.merge(pullRequest);
  }),
  ...([true, false] as const).map((early) =>
    denied(
      early ? 'dismissed' : 'dismissed-later',
      `a dismissal ${early ? 'before' : 'after'} the merge`,
      'was dismissed',
      async (stage) => {
        const pullRequest = await stage.open();
        const { id } = stage.world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
        if (early) stage.world.forge.dismiss(id, { by: ANALYST });
        await stage.merge(pullRequest);
        if (!early) stage.world.forge.dismiss(id, { by: ANALYST });
      },
    ),
  ),
];

/** Who gave it. */
const reviewers: readonly PlayedThreat[] = [
  denied('by-bot', 'a bot as reviewer', 'is a Bot', async ({ open, approve, merge }) => {
    const pullRequest = await open();
    approve(pullRequest, APP);
    await merge(pullRequest);
  }),
  denied('by-mannequin', 'a mannequin as reviewer', 'is a Mannequin', async ({ world, open, approve, merge }) => {
    world.forge.addUser({ login: 'hubot-imported', type: 'Mannequin', role: 'maintain' });
    const pullRequest = await open();
    approve(pullRequest, 'hubot-imported');
    await merge(pullRequest);
  }),
  denied('by-ghost', 'a ghost as reviewer', 'the account is gone', async ({ world, open, approve, merge }) => {
    world.forge.addUser({ login: 'hubot-leaver', role: 'maintain' });
    const pullRequest = await open();
    approve(pullRequest, 'hubot-leaver');
    await merge(pullRequest);
    world.forge.deleteUser('hubot-leaver');
  }),
  denied('by-reader', 'a reader as reviewer', 'holds read', async ({ open, approve, merge }) => {
    const pullRequest = await open();
    approve(pullRequest, READER);
    await merge(pullRequest);
  }),
  harmless('reader-objects', 'changes requested by a reader', async (stage) =>
    approvedAnd(stage, READER, 'CHANGES_REQUESTED', BEFORE_MERGE),
  ),
  harmless('bot-objects', 'changes requested by a bot', async (stage) =>
    approvedAnd(stage, APP, 'CHANGES_REQUESTED', BEFORE_MERGE),
  ),
  harmless('ghost-objects', 'changes requested by an account that is gone', async (stage) => {
    stage.world.forge.addUser({ login: 'hubot-past', role: 'maintain' });
    await approvedAnd(stage, 'hubot-past', 'CHANGES_REQUESTED', BEFORE_MERGE);
    stage.world.forge.deleteUser('hubot-past');
  }),
];

/** What the lists of GitHub can do to it. */
const lists: readonly PlayedThreat[] = [
  harmless('second-page', 'an approval on the second page', async ({ world, open, approve, merge, ago }) => {
    const pullRequest = await open({ at: ago(50) });
    comment(world, pullRequest, ago(40));
    approve(pullRequest);
    await merge(pullRequest);
  }),
  denied('second-thought', 'a change of mind on the second page', 'decided again later', async (stage) => {
    const pullRequest = await stage.open({ at: stage.ago(50) });
    stage.approve(pullRequest, REVIEWER, stage.ago(45));
    comment(stage.world, pullRequest, stage.ago(40));
    stage.world.forge.review(pullRequest, { user: REVIEWER, state: 'CHANGES_REQUESTED' });
    await stage.merge(pullRequest);
  }),
  waits('no-timeline', "a base branch whose history can't be read", { says: 'history could not be read' }, (stage) =>
    failing(stage, 'issues/NUMBER/timeline', 404),
  ),
  waits('no-reviews', 'reviews that GitHub fails to list', { says: 'could not be read' }, (stage) =>
    failing(stage, 'pulls/NUMBER/reviews', 502),
  ),
  waits('no-right', 'a right that the token lacks', { says: 'GitHub refused to show' }, (stage) =>
    failing(stage, 'pulls/NUMBER/files', 403),
  ),
];

function comment(world: Stage['world'], pullRequest: Parameters<Stage['approve']>[0], at: Date): void {
  for (let count = 0; count < 120; count += 1) {
    world.forge.review(pullRequest, { user: KEEPER, state: 'COMMENTED', at });
  }
}

async function failing({ world, land }: Stage, path: string, status: number): Promise<void> {
  const { number } = await land();
  const match = { path: path.replace('NUMBER', String(number)) };
  world.faults.add({ system: 'github', match, times: Infinity, fault: { status, body: { message: 'no' } } });
}

/** What a review says, when, about which bytes, and by whom. */
export const reviewThreats: readonly PlayedThreat[] = [...contents, ...times, ...reviewers, ...lists];
