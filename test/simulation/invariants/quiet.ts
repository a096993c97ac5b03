import { isTerminal } from '../../../src/records/phase.ts';
import { expectedOf } from '../oracle/outcome.ts';
import { rulebookOf } from '../oracle/approval.ts';
import { entityKey } from '../../../src/request/entity.ts';
import { pathOf } from '../world/asks.ts';
import { tipOf } from '../world/control.ts';
import { headOf, trailersOf } from '../world/records.ts';
import { accountOf, keysOf, type SimTenant } from '../world/tenant.ts';
import { momentOf } from '../world/time.ts';
import { branchNamed } from '../world/world.ts';
import { driftIn, judgeDrift } from './drift.ts';
import { judgeMissing } from './marks.ts';
import { recordIn, recordNames, type Watching } from './state.ts';

/** After trouble has ended and quiet runs have gone by, everything is where the order of judgement puts it: the last began `lookedAtMs`. */
export function judgeQuiet(watching: Watching, lookedAtMs: number): void {
  for (const tenant of watching.world.tenants.values()) {
    judgeTenant(tenant, watching, lookedAtMs);
  }
  judgeDrift(watching);
}

function judgeTenant(tenant: SimTenant, watching: Watching, lookedAtMs: number): void {
  const { world } = watching;
  const head = headOf(branchNamed(world, tenant.name));
  const folder = `unblock-requests/${tenant.name}/`;
  const files = [...tipOf(world.control).tree.keys()].filter((path) => path.startsWith(folder));
  const names = new Set([...recordNames(head), ...files.map((path) => path.slice(folder.length, -'.yaml'.length))]);
  const due = new Map<string, string>();
  const waiting = new Set<string>();
  for (const name of names) judgeRequest(name);
  judgeDue(tenant, due, waiting, watching);
  judgeMissing(tenant.name, head, watching);

  function judgeRequest(name: string): void {
    const id = `${tenant.name}/${name}`;
    const record = recordIn(head, name);
    if (record && isTerminal(record.phase)) return;
    const disturbed = watching.disturbed.has(id);
    const path = pathOf(tenant.name, name);
    if (!tipOf(world.control).tree.has(path)) {
      if (record && !disturbed) watching.broken('comes to rest', `${id} is ${record.phase}, and its file is gone`);
      return;
    }
    const { phase, because } = expectation(tenant, path, name, { watching, lookedAtMs });
    if (phase === 'Unblocked') due.set(id, because);
    else if (disturbed || phase === 'Invalid' || phase === record?.phase) return;
    else
      watching.broken('comes to rest', `${id} is ${record?.phase ?? 'forgotten'}, and should be ${phase}: ${because}`);
    if (record?.phase === 'Pending') waiting.add(id);
  }
}

function expectation(
  tenant: SimTenant,
  path: string,
  name: string,
  { watching, lookedAtMs }: { readonly watching: Watching; readonly lookedAtMs: number },
) {
  const { world, unblocks } = watching;
  const blob = tipOf(world.control).tree.get(path) ?? '';
  const entity = world.asks.get(blob)?.entity;
  const account = entity && accountOf(tenant, entity);
  const before = unblocks.filter((one) => account !== undefined && one.account === account);
  const head = headOf(branchNamed(world, tenant.name));
  const record = recordIn(head, name);
  const keys = account ? keysOf(account) : [];
  const cleared = driftIn(head)?.cleared.filter((one) => keys.includes(one.entity)) ?? [];
  return expectedOf({
    world,
    tenant,
    path,
    lookedAtMs,
    liftedMs: before
      .filter(({ key }) => entity && key === entityKey(entity))
      .flatMap(({ fencedAt }) => (fencedAt === undefined ? [] : [momentOf(fencedAt)])),
    unblocks: before.length + cleared.length,
    waitsForLimit: record?.conditions.some(({ reason }) => reason === 'TooManyUnblocks') ?? false,
  });
}

/** What is due was done, unless it is more than one run may do: then it all waits. */
function judgeDue(
  tenant: SimTenant,
  due: ReadonlyMap<string, string>,
  waiting: ReadonlySet<string>,
  watching: Watching,
): void {
  const limit = rulebookOf(watching.world, tipOf(watching.world.control))?.unblocksPerRun ?? 0;
  const head = headOf(branchNamed(watching.world, tenant.name));
  for (const [id, because] of due) {
    if (watching.disturbed.has(id)) continue;
    const record = recordIn(head, id.slice(tenant.name.length + 1));
    const tooMany = due.size > limit && record?.conditions.some(({ reason }) => reason === 'TooManyUnblocks');
    if (waiting.has(id) && tooMany === true) continue;
    watching.broken('comes to rest', `${id} is ${record?.phase ?? 'forgotten'}, and should be Unblocked: ${because}`);
  }
}

/** How much there is on all records branches and how often anything was sent; and how much of it are expiries. */
export function footprint({ world, sent }: Watching): { readonly all: number; readonly expired: number } {
  const commits = [...world.branches.values()].flatMap((branch) => branch.commits);
  const expired = commits.filter((commit) => trailersOf(commit)['Phase'] === 'Expired').length;
  return { all: commits.length + sent.length, expired };
}
