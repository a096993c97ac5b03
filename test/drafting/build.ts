import { factsOf, type EntityFacts } from '../../src/drafting/facts.ts';
import type { Situation } from '../../src/drafting/question.ts';
import type { TenantPolicy } from '../../src/policy/policy.ts';
import type { Mailbox, Restriction, RestrictionList } from '../../src/ports/exchange.ts';
import type { Entity } from '../../src/request/entity.ts';
import { known, unknown, type Reading } from '../../src/support/reading.ts';
import { row } from '../decision/build.ts';
import { policyOf } from '../policy/policy-files.ts';

export const NOW = '2026-11-23T12:00:00.000Z';
export const ALICE: Entity = { mailbox: 'alice@contoso.com' };
export const RELAY: Entity = { connector: '6a1f0f3c-2f0e-4c0a-9d59-0b7b5a0c4e11' };

/** What the list shows, complete. */
export function listOf(...restrictions: readonly Restriction[]): RestrictionList {
  return { complete: true, observedAt: NOW, restrictions };
}

/** A mailbox that forwards nothing. */
export function mailbox(over: Partial<Mailbox> = {}): Mailbox {
  return { addresses: ['alice@contoso.com'], shared: false, forwarding: known('none'), ...over };
}

/** The tenant contoso of a policy with these parts. */
export function contoso(parts: object = {}): TenantPolicy {
  const tenant = policyOf(parts).tenants['contoso'];
  if (!tenant) throw new Error('the policy has no tenant contoso');
  return tenant;
}

/** An entity of contoso that is restricted, unless told otherwise. */
export function entityFacts(
  entity: Entity = ALICE,
  over: {
    readonly list?: Reading<RestrictionList>;
    readonly mailbox?: Reading<Mailbox | undefined>;
    readonly parts?: object;
  } = {},
): EntityFacts {
  const address = 'mailbox' in entity ? entity.mailbox : '';
  return factsOf(
    contoso(over.parts),
    entity,
    over.list ?? known(listOf(row({ entity }))),
    over.mailbox ?? known(mailbox({ addresses: [address] })),
  );
}

/** What is asked about these entities, under a policy with these parts. */
export function situation(entities: readonly EntityFacts[] = [entityFacts()], parts: object = {}): Situation {
  return { policy: policyOf(parts), now: NOW, entities, somebody: undefined };
}

export const NOT_ASKED = unknown('the tenant could not be asked');
