import type { ForgePullRequest } from '../forge/model.ts';
import type { Sandbox } from '../sandbox.ts';
import { addSecuredMailbox, ANALYST, hoursAgo, REVIEWER } from './cast.ts';
import { requestYaml, type StoryRequest } from './request-yaml.ts';

/** One request of the story: what people do with it, and what has to become of it. */
export interface Chapter {
  readonly name: string;
  readonly title: string;
  readonly phase: 'Unblocked' | 'Denied' | 'NotRestricted';
  /** Plays everything up to and including the merge, and what happens after it. */
  play(world: Sandbox, teller: Teller): Promise<void>;
}

/** Who hears the story as it happens. */
export interface Teller {
  /** Something was done. */
  did(what: string): void;
  /** A pull request was opened; CI has its turn before anybody reviews. */
  opened(pullRequest: ForgePullRequest): Promise<void>;
}

/** A teller for whom only the end counts. */
export const SILENT: Teller = { did: () => undefined, opened: async () => undefined };

const CONNECTOR = '6a1f0f3c-2b7d-4c51-9d3e-8f0a1b2c3d4e';

/** Six requests: what should be unblocked is, and what should not be is not. */
export const CHAPTERS: readonly Chapter[] = [
  {
    name: 'alice',
    title: 'A phished mailbox, secured and approved by a second person',
    phase: 'Unblocked',
    async play(world, teller) {
      addSecuredMailbox(world, 'alice@contoso.com');
      const pullRequest = await open(world, this.name, mailbox(world, 'alice@contoso.com'), teller);
      approve(world, pullRequest, teller);
      await merge(world, pullRequest, teller);
    },
  },
  {
    name: 'bob',
    title: 'The reviewer wrote part of the request himself',
    phase: 'Denied',
    async play(world, teller) {
      addSecuredMailbox(world, 'bob@contoso.com');
      const pullRequest = await open(world, this.name, mailbox(world, 'bob@contoso.com'), teller);
      const changed = {
        ...mailbox(world, 'bob@contoso.com'),
        justification: 'Rules removed as well, account recovered.',
      };
      await world.forge.pushTo(pullRequest, { files: file(this.name, changed), author: REVIEWER });
      teller.did(`@${REVIEWER} pushed a change of his own to it`);
      approve(world, pullRequest, teller);
      await merge(world, pullRequest, teller);
    },
  },
  {
    name: 'carol',
    title: 'The content changed after the approval',
    phase: 'Denied',
    async play(world, teller) {
      addSecuredMailbox(world, 'carol@contoso.com');
      addSecuredMailbox(world, 'ceo@contoso.com');
      const pullRequest = await open(world, this.name, mailbox(world, 'carol@contoso.com'), teller);
      approve(world, pullRequest, teller);
      await world.forge.pushTo(pullRequest, {
        files: file(this.name, mailbox(world, 'ceo@contoso.com')),
        author: ANALYST,
      });
      teller.did(`@${ANALYST} then made it about ceo@contoso.com`);
      await merge(world, pullRequest, teller);
    },
  },
  {
    name: 'dave',
    title: 'Restricted again after the approval',
    phase: 'Denied',
    async play(world, teller) {
      addSecuredMailbox(world, 'dave@contoso.com');
      const pullRequest = await open(world, this.name, mailbox(world, 'dave@contoso.com'), teller);
      approve(world, pullRequest, teller);
      await merge(world, pullRequest, teller);
      world.tenant.lift('dave@contoso.com');
      world.tenant.restrict('dave@contoso.com');
      teller.did('the mailbox sent spam again: a new restriction');
    },
  },
  {
    name: 'erin',
    title: 'Not restricted any more',
    phase: 'NotRestricted',
    async play(world, teller) {
      addSecuredMailbox(world, 'erin@contoso.com');
      const pullRequest = await open(world, this.name, mailbox(world, 'erin@contoso.com'), teller);
      approve(world, pullRequest, teller);
      await merge(world, pullRequest, teller);
      world.tenant.lift('erin@contoso.com');
      teller.did('an admin had lifted it in the portal meanwhile');
    },
  },
  {
    name: 'connector',
    title: 'An inbound connector after a review of its traffic',
    phase: 'Unblocked',
    async play(world, teller) {
      const connector = { connector: CONNECTOR };
      world.tenant.restrict(connector, { createdAt: hoursAgo(world, 3) });
      const request = { ...mailbox(world, ''), entity: connector };
      const pullRequest = await open(world, this.name, request, teller);
      approve(world, pullRequest, teller);
      await merge(world, pullRequest, teller);
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

async function open(world: Sandbox, name: string, request: StoryRequest, teller: Teller): Promise<ForgePullRequest> {
  const pullRequest = await world.forge.openPullRequest({
    branch: `unblock-${name}`,
    files: file(name, request),
    author: ANALYST,
    title: `Unblock ${name}`,
  });
  teller.did(`@${ANALYST} opened #${pullRequest.number}`);
  await teller.opened(pullRequest);
  return pullRequest;
}

function approve(world: Sandbox, pullRequest: ForgePullRequest, teller: Teller): void {
  world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
  teller.did(`@${REVIEWER} approved ${pullRequest.headSha.slice(0, 7)}`);
}

async function merge(world: Sandbox, pullRequest: ForgePullRequest, teller: Teller): Promise<void> {
  const commit = await world.forge.merge(pullRequest, { method: 'squash', by: REVIEWER });
  teller.did(`merged as ${commit.slice(0, 7)}`);
}
