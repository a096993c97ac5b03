import type { ForgePullRequest } from '../../src/sandbox/forge/model.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { addSecuredMailbox, ANALYST, hoursAgo, REVIEWER } from '../../src/sandbox/story/cast.ts';
import { requestYaml } from '../../src/sandbox/story/request-yaml.ts';

/** A request file about a mailbox that is all in order. */
export function goodRequest(world: Sandbox, address: string): string {
  return requestYaml({
    entity: { mailbox: address },
    attestedAt: hoursAgo(world, 1),
    justification: 'Phished on Sunday; account recovered, inbox rules removed.',
  });
}

/** Where a request of the sandbox's tenant lives. */
export function pathOf(name: string): string {
  return `unblock-requests/contoso/${name}.yaml`;
}

/** A restricted mailbox and a pull request about it, opened, approved by a second person and merged. */
export async function approvedRequest(world: Sandbox, name: string): Promise<ForgePullRequest> {
  addSecuredMailbox(world, `${name}@contoso.com`);
  return landed(world, { [pathOf(name)]: goodRequest(world, `${name}@contoso.com`) });
}

/** A pull request with these files, approved and merged. */
export async function landed(world: Sandbox, files: Readonly<Record<string, string>>): Promise<ForgePullRequest> {
  const pullRequest = await world.forge.openPullRequest({
    branch: `change-${world.forge.state.pullRequests.length + 1}`,
    files,
    author: ANALYST,
  });
  world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
  await world.forge.merge(pullRequest, { method: 'squash', by: REVIEWER });
  return pullRequest;
}
