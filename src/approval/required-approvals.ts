import type { UnblockRequest } from '../request/request.ts';
import { entityKey } from '../request/entity.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import type { PullRequestEvidence } from './evidence.ts';

/** How many approvals a request needs and why, as a sentence. */
export interface RequiredApprovals {
  readonly count: number;
  readonly reason: string;
}

/**
 * The highest number any of the policies asks for: its base number, that of the highest protected entry which matches
 * any of the account's addresses, and that for a false positive; one more where a bot opened the pull request and
 * nobody can be said to have asked for it.
 */
export function requiredApprovals(
  request: UnblockRequest,
  pullRequest: PullRequestEvidence,
  policies: readonly TenantPolicy[],
  addresses: readonly string[],
): RequiredApprovals {
  const demands = policies.flatMap((policy) => demandsOf(policy, request, addresses));
  const highest = demands.reduce((most, demand) => (demand.count > most.count ? demand : most), {
    count: 1,
    reason: 'every request needs one',
  });
  return openedWithoutAPerson(request, pullRequest, policies)
    ? { count: highest.count + 1, reason: `${highest.reason}, and one more because a bot opened the pull request` }
    : highest;
}

function demandsOf(
  { approvals }: TenantPolicy,
  request: UnblockRequest,
  addresses: readonly string[],
): readonly RequiredApprovals[] {
  const names = [entityKey(request.entity), ...addresses];
  const matching = approvals.protected.filter(({ entities }) =>
    entities.some((pattern) => names.some((name) => matchesPattern(pattern, name))),
  );
  return [
    { count: approvals.required, reason: `the policy asks for ${approvals.required}` },
    ...matching.map(({ required }) => ({ count: required, reason: `a protected entity needs ${required}` })),
    ...(request.assessment === 'falsePositive' && approvals.falsePositive
      ? [
          {
            count: approvals.falsePositive.required,
            reason: `a false positive needs ${approvals.falsePositive.required}`,
          },
        ]
      : []),
  ];
}

/** Whether a policy's pattern names an entity: `*` stands for any run of characters but `@`. */
function matchesPattern(pattern: string, name: string): boolean {
  const parts = pattern
    .toLowerCase()
    .split('*')
    .map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join('[^@]*')}$`, 'u').test(name.toLowerCase());
}

/** Whether the pull request was opened by an App that every policy trusts to name the person it speaks for. */
export function openedByIntake(pullRequest: PullRequestEvidence, policies: readonly TenantPolicy[]): boolean {
  const { author } = pullRequest;
  if (author?.type !== 'Bot') return false;
  const app = author.login.toLowerCase().replace(/\[bot\]$/u, '');
  return policies.every(({ approvals }) => approvals.intake.includes(app));
}

function openedWithoutAPerson(
  request: UnblockRequest,
  pullRequest: PullRequestEvidence,
  policies: readonly TenantPolicy[],
): boolean {
  if (pullRequest.author?.type === 'User') return false;
  return request.requestedBy === undefined || !openedByIntake(pullRequest, policies);
}
