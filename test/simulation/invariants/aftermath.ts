import type { Condition } from '../../../src/records/record.ts';
import type { UnblockRecord } from '../../../src/generated/record.ts';
import { entityKey } from '../../../src/request/entity.ts';
import { headOf } from '../world/records.ts';
import { shownAt } from '../world/tenant.ts';
import { HOUR, momentOf, stamp } from '../world/time.ts';
import { branchNamed, type Machine, type ShownRow } from '../world/world.ts';
import type { Written } from './records.ts';
import { recordIn, recordNames, type Watching } from './state.ts';

/** How long an unblock is looked after. */
const WATCHED_MS = 24 * HOUR;

/** What a process adds to an unblock of what came of it rests on a list it was told, and on its time being up. */
export function judgeAftermath(
  { machine, branch, name, watching }: Written,
  before: UnblockRecord | undefined,
  record: UnblockRecord,
): void {
  if (!machine) return;
  const known = new Set(before?.conditions.map(({ type, status }) => `${type} ${status}`));
  for (const condition of record.conditions.filter(({ type, status }) => !known.has(`${type} ${status}`))) {
    const problem = problemOf(condition, record, machine, branch.tenant);
    if (problem !== undefined)
      watching.broken('truth of the aftermath', `${branch.tenant}/${name}: ${condition.type}: ${problem}`);
  }
}

function problemOf(
  { type, status }: Condition,
  record: UnblockRecord,
  machine: Machine,
  tenant: string,
): string | undefined {
  if (type === 'RestrictedAgain') {
    const rows = machine.told.lists.filter((list) => list.tenant === tenant).flatMap((list) => list.rows);
    return rows.some((row) => isNewer(row, record)) ? undefined : 'no list showed a newer restriction';
  }
  if (type !== 'SendingRestored') return undefined;
  if (status === 'True') return 'no list proves that sending works';
  return machine.latestClockMs > appliedAt(record) + WATCHED_MS ? undefined : 'its day is not over';
}

/** A day later each unblock says what came of it, and one that stands restricted again says that. */
export function judgeDayAfter(watching: Watching): void {
  const { world } = watching;
  for (const tenant of world.tenants.values()) {
    const head = headOf(branchNamed(world, tenant.name));
    const rows = shownAt(tenant, world.scheduler.nowMs());
    for (const name of recordNames(head)) {
      const id = `${tenant.name}/${name}`;
      const record = recordIn(head, name);
      if (record?.phase !== 'Unblocked' || watching.disturbed.has(id)) continue;
      const said = record.conditions.map(({ type }) => type);
      const again = rows.some((row) => isNewer(row, record) && timeOf(row) <= appliedAt(record) + WATCHED_MS);
      const held = said.includes('SendingRestored') || said.includes('RestrictedAgain');
      if (!held || (again && !said.includes('RestrictedAgain'))) {
        watching.broken(
          'after the unblock',
          `${id} says ${said.join(', ')}${again ? ', and is restricted again' : ''}`,
        );
      }
    }
  }
}

function appliedAt({ conditions }: UnblockRecord): number {
  return momentOf(conditions.find(({ type }) => type === 'Applied')?.observedAt ?? stamp(0));
}

function isNewer(row: ShownRow, { request, restriction }: UnblockRecord): boolean {
  if (entityKey(row.entity) !== entityKey(request.entity) || !restriction) return false;
  const { createdAt, changedAt } = restriction;
  return timeOf(row) > Math.max(momentOf(createdAt), momentOf(changedAt ?? createdAt));
}

function timeOf({ createdAtMs, changedAtMs }: ShownRow): number {
  return Math.max(createdAtMs, changedAtMs ?? createdAtMs);
}
