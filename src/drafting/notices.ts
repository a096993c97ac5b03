import { entityKey } from '../request/entity.ts';
import type { EntityFacts } from './facts.ts';

/** Entities that the tenant shows to be unrestricted, each with what to say about it. */
export function notRestricted(entities: readonly EntityFacts[]): readonly string[] {
  return entities.flatMap(({ tenant, asked, account, restriction }) => {
    if (!restriction.known || restriction.value) return [];
    const absent = account === 'absent' ? `, and ${tenant.tenant} has no such mailbox` : '';
    return [`${entityKey(asked)} is not restricted${absent}`];
  });
}

/** What could not be found out about entities, and what a person may not expect, in sentences. */
export function warningsAbout(entities: readonly EntityFacts[]): readonly string[] {
  return [...unknownRestrictions(entities), ...entities.flatMap(oddities)];
}

/** One sentence for all that share a reason. */
function unknownRestrictions(entities: readonly EntityFacts[]): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { asked, restriction } of entities) {
    if (restriction.known) continue;
    byReason.set(restriction.reason, [...(byReason.get(restriction.reason) ?? []), entityKey(asked)]);
  }
  return [...byReason].map(
    ([reason, keys]) =>
      `not checked whether ${keys.join(', ')} ${keys.length === 1 ? 'is' : 'are'} restricted, nor since when: ${reason}`,
  );
}

function oddities({ asked, entity, account, restriction }: EntityFacts): readonly string[] {
  const times = restriction.known ? restriction.value?.times : undefined;
  const unread =
    times === undefined || times.known
      ? []
      : [`${entityKey(entity)}: ${times.reason}, so the request names no restrictedSince`];
  const shared = account === 'unknown' ? [`not checked whether ${entityKey(asked)} is a shared mailbox`] : [];
  return [...unread, ...shared];
}
