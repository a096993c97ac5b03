import type { OpenRequest } from '../overview/entity-list.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import type { TreeEntry } from '../ports/control-repository.ts';
import { readRequest, settledWith } from '../reconcile/desired.ts';
import { loadRecords, type RecordsView } from '../records/store.ts';
import { entityKey } from '../request/entity.ts';
import type { UnblockRequest } from '../request/request.ts';
import type { Looking } from './looking.ts';

/** An unsettled request with what it asks for. */
export interface UnsettledRequest extends OpenRequest {
  readonly request: UnblockRequest;
}

/** A tenant's unsettled requests, and the records that say so. */
export interface Unsettled {
  readonly requests: readonly UnsettledRequest[];
  readonly view: RecordsView;
}

/**
 * The requests of the default branch that no record calls settled, in the order of their names. A file that is no valid
 * request speaks of nobody: `validate` tells about it.
 */
export async function unsettledRequests(policy: TenantPolicy, { entries, ports }: Looking): Promise<Unsettled> {
  const view = await loadRecords(ports.records, policy.tenant);
  const requests: UnsettledRequest[] = [];
  for (const [name, entry] of entries.get(policy.tenant) ?? new Map<string, TreeEntry>()) {
    if (settledWith(name, view) !== undefined) continue;
    const read = await readRequest(entry, { policy, ports });
    if ('problems' in read) continue;
    const { request } = read;
    requests.push({ id: request.id, phase: view.open.get(name)?.record.phase ?? null, request });
  }
  return { requests, view };
}

/** Requests by the key of the entity they name. */
export function requestsByEntity({ requests }: Unsettled): ReadonlyMap<string, readonly OpenRequest[]> {
  const byEntity = new Map<string, OpenRequest[]>();
  for (const { id, phase, request } of requests) {
    const key = entityKey(request.entity);
    byEntity.set(key, [...(byEntity.get(key) ?? []), { id, phase }]);
  }
  return byEntity;
}
