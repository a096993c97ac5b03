import type { ForgePullRequest } from '../forge/model.ts';
import type { Sandbox } from '../sandbox.ts';
import { addSecuredMailbox, ANALYST, hoursAgo, REVIEWER } from './cast.ts';
import { requestYaml, type StoryRequest } from './request-yaml.ts';

/** One request of the story: what people do with it, and what has to become of it. */
export interface Chapter {
  readonly name: string;
  readonly title: string;
  readonly phase: 'Unblocked' | 'Denied' | 'NotRestricted';
  /** Plays everything up to and including the merge; `tell` is called as each thing is done. */
  play(world: Sandbox, tell: (done: string) => void): Promise<void>;
}

const CONNECTOR = '6a1f0f3c-2b7d-4c51-9d3e-8f0a1b2c3d4e';

/** Six requests: what should be unblocked is, and what should not be is not. */
export const CHAPTERS: readonly Chapter[] = [
  {
    name: 'alice',
    title: 'A phished mailbox, secured and approved by a second person',
    phase: 'Unblocked',
    async play(world, tell) {
      addSecuredMailbox(world, 'alice@contoso.com');
      const pullRequest = await open(world, this.name, mailbox(world, 'alice@contoso.com'), tell);
      approve(world, pullRequest, tell);
      await merge(world, pullRequest, tell);
    },
  },
  {
    name: 'bob',
    title: 'The reviewer wrote part of the request himself',
    phase: 'Denied',
    async play(world, tell) {
      addSecuredMailbox(world, 'bob@contoso.com');
      const pullRequest = await open(world, this.name, mailbox(world, 'bob@contoso.com'), tell);
      const changed = {
        ...mailbox(world, 'bob@contoso.com'),
        justification: 'Rules removed as well, account recovered.',
      };
      await world.forge.pushTo(pullRequest, { files: file(this.name, changed), author: REVIEWER });
      tell(`@${REVIEWER} pushed a change of his own to it`);
      approve(world, pullRequest, tell);
      await merge(world, pullRequest, tell);
    },
  },
  {
    name: 'carol',
    title: 'The content changed after the approval',
    phase: 'Denied',
    async play(world, tell) {
      addSecuredMailbox(world, 'carol@contoso.com');
      addSecuredMailbox(world, 'ceo@contoso.com');
      const pullRequest = await open(world, this.name, mailbox(world, 'carol@contoso.com'), tell);
      approve(world, pullRequest, tell);
      await world.forge.pushTo(pullRequest, {
        files: file(this.name, mailbox(world, 'ceo@contoso.com')),
        author: ANALYST,
      });
      tell(`@${ANALYST} then made it about ceo@contoso.com`);
      await merge(world, pullRequest, tell);
    },
  },
  {
    name: 'dave',
    title: 'Restricted again after the approval',
    phase: 'Denied',
    async play(world, tell) {
      addSecuredMailbox(world, 'dave@contoso.com');
      const pullRequest = await open(world, this.name, mailbox(world, 'dave@contoso.com'), tell);
      approve(world, pullRequest, tell);
      await merge(world, pullRequest, tell);
      world.tenant.lift('dave@contoso.com');
      world.tenant.restrict('dave@contoso.com');
      tell('the mailbox sent spam again: a new restriction');
    },
  },
  {
    name: 'erin',
    title: 'Not restricted any more',
    phase: 'NotRestricted',
    async play(world, tell) {
      addSecuredMailbox(world, 'erin@contoso.com');
      const pullRequest = await open(world, this.name, mailbox(world, 'erin@contoso.com'), tell);
      approve(world, pullRequest, tell);
      await merge(world, pullRequest, tell);
      world.tenant.lift('erin@contoso.com');
      tell('an admin had lifted it in the portal meanwhile');
    },
  },
  {
    name: 'connector',
    title: 'An inbound connector after a review of its traffic',
    phase: 'Unblocked',
    async play(world, tell) {
      const connector = { connector: CONNECTOR };
      world.tenant.restrict(connector, { createdAt: hoursAgo(world, 3) });
      const request = { ...mailbox(world, ''), entity: connector };
      const pullRequest = await open(world, this.name, request, tell);
      approve(world, pullRequest, tell);
      await merge(world, pullRequest, tell);
    },
  },
];

function mailbox(world: Sandbox, address: string): StoryRequest {
  return {
    entity: { mailbox: address },
    attestedAt: hoursAgo(world, 1),
    justification: 'Phished on Sunday; account recovered, inbox rules and forwarding removed.',
  };
}

function file(name: string, request: StoryRequest): Record<string, string> {
  return { [`unblock-requests/contoso/${name}.yaml`]: requestYaml(request) };
}

type Tell = (done: string) => void;

async function open(world: Sandbox, name: string, request: StoryRequest, tell: Tell): Promise<ForgePullRequest> {
  const pullRequest = await world.forge.openPullRequest({
    branch: `unblock-${name}`,
    files: file(name, request),
    author: ANALYST,
    title: `Unblock ${name}`,
  });
  tell(`@${ANALYST} opened #${pullRequest.number}`);
  return pullRequest;
}

function approve(world: Sandbox, pullRequest: ForgePullRequest, tell: Tell): void {
  world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
  tell(`@${REVIEWER} approved ${pullRequest.headSha.slice(0, 7)}`);
}

async function merge(world: Sandbox, pullRequest: ForgePullRequest, tell: Tell): Promise<void> {
  const commit = await world.forge.merge(pullRequest, { method: 'squash', by: REVIEWER });
  tell(`merged as ${commit.slice(0, 7)}`);
}
