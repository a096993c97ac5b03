import type { Policy, TenantPolicy } from '../policy/policy.ts';
import { isLater, plus, type Timestamp } from '../support/timestamp.ts';
import { domainOf } from './address.ts';
import { ATTESTATION_KINDS } from './consistency.ts';
import { child, problemOfFile, type Finding } from './finding.ts';
import { toMoment } from './moment.ts';
import type { Judged, RequestJudge } from './parse-request.ts';
import type { Problem } from './problem.ts';
import { didYouMean, either, quote } from './wording.ts';

/** Clocks may differ by this much before a time counts as in the future. */
const TOLERANCE_MS = 5 * 60_000;

/**
 * A judge for `parseRequest`, so that one pass finds everything: the folder has to name a tenant, and the request to
 * keep to that tenant's policy. With `now`, times in the future are refused too.
 */
export function againstPolicy({ tenants }: Policy, now?: Timestamp): RequestJudge {
  return (tenant, request) => {
    const policy = Object.hasOwn(tenants, tenant) ? tenants[tenant] : undefined;
    if (policy) return findingsOf(request, policy, now);
    const { message, hint } = unknownTenant(tenant, Object.keys(tenants));
    return [{ pointer: '', offset: 0, message, hint }];
  };
}

function findingsOf(request: Judged, policy: TenantPolicy, now: Timestamp | undefined): readonly Finding[] {
  return [
    ...outsideDomains('/entity/mailbox', 'entity.mailbox', request.entity?.mailbox, policy),
    ...outsideDomains('/securedAccount', 'securedAccount', request.securedAccount, policy),
    ...ticketRequired(request, policy),
    ...falsePositiveAllowed(request, policy),
    ...(now === undefined ? [] : timesInTheFuture(request, now)),
  ];
}

/** What is wrong with a file in the folder of a tenant that the policy does not know. */
export function unknownTenant(tenant: string, known: readonly string[]): Problem {
  const meant = didYouMean(tenant, known);
  return problemOfFile(
    `the folder ${quote(tenant)} names no tenant of the policy${meant ? `; did you mean ${quote(meant)}?` : ''}`,
    `Move the file to the folder of its tenant (${either(known)}), or add the tenant to .github/reinstate.yml.`,
  );
}

function outsideDomains(
  pointer: string,
  name: string,
  address: string | undefined,
  { tenant, domains }: TenantPolicy,
): readonly Finding[] {
  if (address === undefined || domains.includes(domainOf(address).toLowerCase())) return [];
  return [
    {
      pointer,
      message: `${name} is outside the domains of the tenant ${tenant}: ${domains.join(', ')}`,
      hint: 'Correct the address, or move the request to the folder of the tenant it belongs to.',
    },
  ];
}

function ticketRequired({ ticket }: Judged, { request }: TenantPolicy): readonly Finding[] {
  if (ticket !== undefined || request.ticket === 'optional') return [];
  return [
    {
      pointer: '',
      missing: '/ticket',
      message: '"ticket" is missing: the policy requires one',
      hint: 'Add the ticket this belongs to, for example: ticket: INC0012345',
    },
  ];
}

function falsePositiveAllowed({ assessment }: Judged, { approvals }: TenantPolicy): readonly Finding[] {
  if (assessment !== 'falsePositive' || approvals.falsePositive) return [];
  return [
    {
      pointer: '/assessment',
      message: 'assessment is falsePositive, which the policy does not allow',
      hint: 'Secure the account and use compromised, or have approvals.falsePositive added to the policy.',
    },
  ];
}

function timesInTheFuture({ restrictedSince, attestations }: Judged, now: Timestamp): readonly Finding[] {
  const times: readonly (readonly [string, string, string | undefined])[] = [
    ['/restrictedSince', 'restrictedSince', restrictedSince],
    ...ATTESTATION_KINDS.map(
      (kind) =>
        [
          child(child('/attestations', kind), 'attestedAt'),
          `attestations.${kind}.attestedAt`,
          attestations?.[kind]?.attestedAt,
        ] as const,
    ),
  ];
  return times.flatMap(([pointer, name, text]) => {
    const moment = text === undefined ? undefined : toMoment(text);
    if (moment === undefined || !isLater(moment, plus(now, TOLERANCE_MS))) return [];
    return [{ pointer, message: `${name} is in the future`, hint: 'Correct the time, and check its offset from UTC.' }];
  });
}
