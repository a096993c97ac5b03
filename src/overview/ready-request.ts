import type { TenantPolicy } from '../policy/policy.ts';
import type { TenantFacts } from '../evidence/evidence.ts';
import { addressComplaint, domainOf } from '../request/address.ts';
import { requestFilePath, requestName, requestYaml } from '../request/draft-request.ts';
import type { Entity } from '../request/entity.ts';
import type { Timestamp } from '../support/timestamp.ts';
import type { Overview } from './overview.ts';

/** A request file to begin with, or why no request can name the entity. */
export type ReadyRequest = { readonly path: string; readonly yaml: string } | { readonly impossible: string };

/** What a request is drafted from besides the overview. */
export interface DraftSource {
  readonly overview: Pick<Overview, 'rows'>;
  readonly policy: TenantPolicy;
  readonly facts: TenantFacts;
  readonly now: Timestamp;
  /** Names that were used before: an id is used once. */
  readonly taken: ReadonlySet<string>;
  /** The account behind a shared mailbox, where an open request names one. */
  readonly securedAccount?: string;
}

/** Drafts the request for the address that stands on the list, whichever the person asked about. */
export function readyRequest({ overview, policy, facts, now, taken, securedAccount }: DraftSource): ReadyRequest {
  const [row] = overview.rows;
  if (!row) return { impossible: 'nothing is restricted that it could be about' };
  const { entity, createdAt } = row;
  const impossible = whyUnnameable(entity, policy);
  if (impossible !== undefined) return { impossible };
  const named = { tenant: policy.tenant, name: requestName(entity, now, taken) };
  const yaml = requestYaml({
    ...named,
    entity,
    restrictedSince: createdAt,
    securedAccount: securedAccount ?? (isShared(facts) ? null : undefined),
    ticket: policy.request.ticket === 'required' ? null : undefined,
    assessment: 'compromised',
    attestations: {},
  });
  return { path: requestFilePath(named), yaml };
}

function whyUnnameable(entity: Entity, { tenant, domains }: TenantPolicy): string | undefined {
  if ('connector' in entity) return undefined;
  const complaint = addressComplaint(entity.mailbox);
  if (complaint) return `no request can name an address that ${complaint.says}: only the portal is left`;
  const domain = domainOf(entity.mailbox);
  return domains.includes(domain)
    ? undefined
    : `the policy refuses addresses of ${domain}: add the domain to those of ${tenant} first`;
}

function isShared({ subject }: TenantFacts): boolean {
  return subject?.known === true && subject.value.kind === 'nobody';
}
