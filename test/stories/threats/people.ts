import { ANALYST, REVIEWER } from '../../../src/sandbox/story/cast.ts';
import type { CommitRequest } from '../../../src/sandbox/forge/pull-requests.ts';
import { goodRequest, pathOf } from '../request.ts';
import { APP, KEEPER } from './cast.ts';
import type { Stage } from './stage.ts';
import { denied, harmless, waits, type PlayedThreat } from './threat.ts';

/** The policy under which they are played. */
export const PEOPLE_POLICY = {
  approvals: {
    required: 1,
    approvers: { permission: 'maintain' },
    intake: ['contoso-helpdesk-app'],
    people: { [KEEPER]: 'own-person@contoso.com', [REVIEWER]: 'monalisa@contoso.com' },
  },
};

const GITHUB = { name: 'GitHub', email: 'noreply@github.com' };

/** A second commit that changes the file, and then the approval. */
async function changed(stage: Stage, commit: Partial<CommitRequest>): Promise<void> {
  const pullRequest = await stage.open();
  await stage.world.forge.pushTo(pullRequest, { files: { [stage.path]: stage.other }, author: ANALYST, ...commit });
  stage.approve(pullRequest);
  await stage.merge(pullRequest);
}

const TRAILERS: readonly (readonly [string, string, string])[] = [
  ['plain', 'a co-author', 'Co-authored-by: Mona Lisa <monalisa@contoso.com>'],
  ['odd-case', 'a co-author in odd case', 'CO-AUTHORED-BY : mona <MonaLisa@Contoso.com>'],
  ['bare', 'a co-author without angle brackets', 'Co-authored-by: monalisa@contoso.com'],
  ['crlf', 'a co-author behind a carriage return', 'Co-authored-by: Mona <monalisa@contoso.com>\r\nTicket: 1\r'],
  ['folded', 'a co-author on a folded line', 'Co-authored-by: Mona\n  <monalisa@contoso.com>'],
  ['private', 'a co-author by his private address', 'Co-authored-by: M <monalisa@users.noreply.github.com>'],
  ['last', 'a co-author before another one', 'Co-authored-by: M <monalisa@contoso.com> and O <octocat@contoso.com>'],
  ['remark', 'a co-author with a remark', 'Co-authored-by: Mona <monalisa@contoso.com> (pairing)'],
];

/** Who had a hand in the bytes. */
const contributors: readonly PlayedThreat[] = [
  denied('author', 'an author who approves himself', 'opened the pull request', async ({ land }) => {
    await land({ author: REVIEWER });
  }),
  denied('commit-author', 'an approver who wrote a change', 'is the author of', async (stage) =>
    changed(stage, { author: REVIEWER }),
  ),
  denied('committer', 'an approver who committed a change', 'is the committer of', async (stage) =>
    changed(stage, { committer: REVIEWER, by: ANALYST }),
  ),
  ...TRAILERS.map(([name, threat, trailer]) =>
    denied(`co-${name}`, `${threat} who approves`, 'is the co-author of', async (stage) =>
      changed(stage, { message: `Change it\n\n${trailer}\n` }),
    ),
  ),
  denied('suggestion', 'an approver whose suggestion was taken', 'is the co-author of', async (stage) =>
    changed(stage, { committer: GITHUB, message: `Apply suggestion\n\n${TRAILERS[0]?.[2]}\n` }),
  ),
  denied('pusher', "an approver who pushed the bytes under somebody else's e-mail", 'pushed', async (stage) =>
    changed(stage, { by: REVIEWER }),
  ),
  denied('pusher-hidden', 'such a push beside one whose commits are gone', 'pushed', async (stage) => {
    await changed(stage, { by: REVIEWER });
    const { state } = stage.world.forge;
    const [last] = state.pushes.filter(({ ref }) => ref === 'refs/heads/pusher-hidden').slice(-1);
    if (last) state.pushes.push({ ...last, id: state.nextId(), before: last.after, after: 'f'.repeat(40) });
  }),
  harmless('pushes-untold', "an activity log that the token can't read", async (stage) => {
    const match = { path: 'heads%2Fpushes-untold' };
    stage.world.faults.add({ system: 'github', match, times: Infinity, fault: { status: 404, body: {} } });
    await stage.land();
  }),
  waits('pushes-broken', 'an activity log that fails', { says: 'GitHub answered 502' }, async (stage) => {
    const match = { path: 'heads%2Fpushes-broken' };
    stage.world.faults.add({ system: 'github', match, times: Infinity, fault: { status: 502, body: {} } });
    await stage.land();
  }),
  waits('nobody', 'a change by nobody known', { says: 'its author matches no account' }, async (stage) =>
    changed(stage, { author: { name: 'Nobody', email: 'nobody@example.com' }, by: ANALYST }),
  ),
  waits('as-github', 'a change signed as GitHub itself', { says: 'signed as GitHub itself' }, async (stage) =>
    changed(stage, { author: GITHUB, by: ANALYST }),
  ),
  waits('co-nobody', 'a co-author nobody knows', { says: 'its co-author matches no account' }, async (stage) =>
    changed(stage, { message: 'Change it\n\nCo-authored-by: Nobody <nobody@example.com>\n' }),
  ),
  waits('co-nameless', 'a co-author without address', { says: 'names no address' }, async (stage) =>
    changed(stage, { message: 'Change it\n\nCo-authored-by: Mona\n' }),
  ),
  harmless('web-edit', "a change in GitHub's web editor", async (stage) =>
    changed(stage, { committer: GITHUB, by: ANALYST }),
  ),
  harmless('left-alone', 'an approver who changed another file of the pull request', async (stage) => {
    const pullRequest = await stage.open();
    const files = { [pathOf('left-alone-b')]: goodRequest(stage.world, 'left-alone-b@contoso.com') };
    await stage.world.forge.pushTo(pullRequest, { files, author: REVIEWER });
    stage.approve(pullRequest);
    await stage.merge(pullRequest);
  }),
  harmless('updated', 'an approver who brought the branch up to date and pressed merge', async (stage) => {
    const pullRequest = await stage.open();
    await stage.world.forge.commit({ files: { 'OTHER.md': 'Moved on.\n' }, author: ANALYST });
    await stage.world.forge.updateBranch(pullRequest, { by: REVIEWER });
    stage.approve(pullRequest);
    await stage.merge(pullRequest);
  }),
  harmless('forked', 'a fork that is gone by now', async (stage) => {
    const pullRequest = await stage.land({ fork: true });
    pullRequest.headRepository = 'deleted';
  }),
  denied('renamed-login', 'an author under a new login', 'opened the pull request', async (stage) => {
    const { forge } = stage.world;
    const user = forge.addUser({ login: 'hubot-before', email: 'before@contoso.com', role: 'maintain' });
    const pullRequest = await stage.open({ author: 'hubot-before' });
    user.login = 'hubot-after';
    forge.addUser({ login: 'hubot-before', role: 'maintain' });
    stage.approve(pullRequest, 'hubot-after');
    await stage.merge(pullRequest);
  }),
  waits('ghost-author', 'an author whose account is gone', { says: 'matches no account' }, async (stage) => {
    stage.world.forge.addUser({ login: 'hubot-gone', role: 'write' });
    const pullRequest = await stage.open({ author: 'hubot-gone' });
    for (const approver of [REVIEWER, KEEPER]) stage.approve(pullRequest, approver);
    await stage.merge(pullRequest);
    stage.world.forge.deleteUser('hubot-gone');
  }),
];

/** Who stands behind the request. */
const principals: readonly PlayedThreat[] = [
  denied('own-person', "the entity's own person", 'is the person behind', async ({ open, approve, merge }) => {
    const pullRequest = await open();
    approve(pullRequest, KEEPER);
    await merge(pullRequest);
  }),
  denied('secured', "the secured account's own person", 'is the person behind', async (stage) => {
    const text = `${stage.good}securedAccount: own-person@contoso.com\n`;
    const pullRequest = await stage.open({ files: { [stage.path]: text } });
    stage.approve(pullRequest, KEEPER);
    await stage.merge(pullRequest);
  }),
  harmless('same-login', 'a requestedBy that names the author in other case', async ({ land, path, good }) => {
    await land({ files: { [path]: `${good}requestedBy: OctoCat\n` } });
  }),
  denied('for-other', 'a requestedBy that names somebody else', 'requestedBy names', async ({ land, path, good }) => {
    await land({ files: { [path]: `${good}requestedBy: ${KEEPER}\n` } });
  }),
  denied('bot', 'an intake that names nobody', 'because a bot opened', async ({ land }) => {
    await land({ author: APP });
  }),
  harmless('bot-twice', 'an intake that names nobody, with one approval more', async ({ open, approve, merge }) => {
    const pullRequest = await open({ author: APP });
    approve(pullRequest);
    approve(pullRequest, KEEPER);
    await merge(pullRequest);
  }),
  denied('spoken-for', 'the person an intake spoke for', 'asked for this request', async ({ land, path, good }) => {
    await land({ author: APP, files: { [path]: `${good}requestedBy: ${REVIEWER}\n` } });
  }),
  harmless('intake', 'an intake with the person it spoke for', async ({ land, path, good }) => {
    await land({ author: APP, files: { [path]: `${good}requestedBy: ${ANALYST}\n` } });
  }),
  denied('other-bot', 'a bot that is no intake', 'requestedBy names', async ({ world, land, path, good }) => {
    world.forge.addUser({ login: 'other-app[bot]', type: 'Bot' });
    await land({ author: 'other-app[bot]', files: { [path]: `${good}requestedBy: ${ANALYST}\n` } });
  }),
];

/** Everybody who might be approving his own request. */
export const peopleThreats: readonly PlayedThreat[] = [...contributors, ...principals];
