import type { Random } from '../random.ts';
import { askYaml, pathOf, type Ask } from '../world/asks.ts';
import {
  keepBlob,
  mergePull,
  openPull,
  pushDirectly,
  pushToPull,
  review,
  tipOf,
  type Changes,
  type MergeMethod,
  type SimPull,
} from '../world/control.ts';
import { CAST, type Person } from '../world/people.ts';
import { MINUTE, SECOND } from '../world/time.ts';
import type { World } from '../world/world.ts';

/** How bytes come to the default branch. */
export type Landing =
  | 'approved'
  | 'approvedTwice'
  | 'bySelf'
  | 'otherBytes'
  | 'noApprover'
  | 'tooLate'
  | 'objected'
  | 'unattributable'
  | 'withPolicy'
  | 'pushed';

const BAD: readonly [Landing, ...Landing[]] = [
  'bySelf',
  'otherBytes',
  'noApprover',
  'tooLate',
  'objected',
  'unattributable',
  'withPolicy',
  'pushed',
];

/** Well approved most of the time. */
export function drawLanding(random: Random): Landing {
  if (random.chance(0.85)) return random.chance(0.6) ? 'approved' : 'approvedTwice';
  return random.pick(BAD);
}

/** Keeps what a file says, so that judges can look it up by its blob. */
export function rememberAsk({ asks, control }: World, ask: Ask): string {
  const text = askYaml(ask);
  asks.set(keepBlob(control, text), ask);
  return text;
}

/** One change that is to land, and when it is merged. */
export interface ToLand {
  readonly tenant: string;
  /** File names and what they say; null takes a file away. */
  readonly files: Readonly<Record<string, Ask | null>>;
  readonly openedAtMs: number;
  readonly mergedAtMs: number;
  readonly landing: Landing;
}

/** Lets a change come to the default branch as told, step by step at its times. */
export function land(world: World, random: Random, toLand: ToLand): void {
  const { tenant, files, openedAtMs, mergedAtMs, landing } = toLand;
  const method = random.pick<MergeMethod>(['merge', 'squash', 'rebase']);
  const lagMs = random.between(0, 3 * SECOND);
  const author = landing === 'unattributable' ? CAST.stranger : CAST.author;
  const reviewedAtMs = random.between(openedAtMs, mergedAtMs);
  const changes = (): Changes =>
    Object.fromEntries(
      Object.entries(files).map(([name, ask]) => [pathOf(tenant, name), ask && rememberAsk(world, ask)]),
    );
  const tell = (what: string): void => {
    world.trace.line(world.scheduler.nowMs(), 'control', `${what}: ${Object.keys(files).join(', ')}`);
  };
  if (landing === 'pushed') {
    world.scheduler.at(mergedAtMs, () => {
      pushDirectly(world.control, changes(), { atMs: whole(mergedAtMs), by: CAST.author, message: 'Push' });
      tell('pushed directly');
    });
    return;
  }
  world.scheduler.at(openedAtMs, () => {
    const pull = openPull(world.control, withForeign(changes(), landing), {
      author: CAST.author,
      lagMs,
      atMs: whole(openedAtMs),
      by: author,
      message: `Ask for ${Object.keys(files).join(' and ')}`,
    });
    tell(`#${pull.number} opened (${landing}, ${method})`);
    scheduleReviews(world, pull, toLand, reviewedAtMs);
    world.scheduler.at(mergedAtMs, () => {
      if (landing === 'otherBytes') pushOtherBytes(world, pull, toLand);
      mergePull(world.control, pull, method, {
        atMs: whole(mergedAtMs),
        by: CAST.author,
        message: `Merge #${pull.number}`,
      });
      tell(`#${pull.number} merged`);
    });
  });
}

/** Git tells time in whole seconds, and GitHub does too. */
function whole(atMs: number): number {
  return Math.floor(atMs / SECOND) * SECOND;
}

function withForeign(changes: Changes, landing: Landing): Changes {
  return landing === 'withPolicy' ? { ...changes, '.github/CODEOWNERS': '* @octocat\n' } : changes;
}

function pushOtherBytes(world: World, pull: SimPull, { tenant, files, mergedAtMs }: ToLand): void {
  const changed = Object.entries(files).flatMap(([name, ask]) =>
    ask ? [[pathOf(tenant, name), rememberAsk(world, { ...ask, wording: `${ask.wording} after all` })] as const] : [],
  );
  pushToPull(world.control, pull, Object.fromEntries(changed), {
    atMs: whole(mergedAtMs),
    by: CAST.author,
    message: 'One word more',
  });
}

function scheduleReviews(world: World, pull: SimPull, { landing, mergedAtMs }: ToLand, reviewedAtMs: number): void {
  const give = (by: Person, state: 'APPROVED' | 'CHANGES_REQUESTED', atMs: number): void => {
    world.scheduler.at(atMs, () => {
      review(world.control, pull, { by, state, atMs: whole(atMs) });
      world.trace.line(atMs, 'control', `#${pull.number} ${by.account?.login ?? 'somebody'}: ${state}`);
    });
  };
  switch (landing) {
    case 'approved':
    case 'withPolicy':
    case 'otherBytes':
    case 'unattributable':
      give(CAST.keeper, 'APPROVED', reviewedAtMs);
      break;
    case 'approvedTwice':
      give(CAST.keeper, 'APPROVED', reviewedAtMs);
      give(CAST.second, 'APPROVED', reviewedAtMs);
      break;
    case 'objected':
      give(CAST.keeper, 'APPROVED', reviewedAtMs);
      give(CAST.second, 'CHANGES_REQUESTED', reviewedAtMs);
      break;
    case 'bySelf':
      give(CAST.author, 'APPROVED', reviewedAtMs);
      break;
    case 'noApprover':
      give(CAST.writer, 'APPROVED', reviewedAtMs);
      break;
    case 'tooLate':
      give(CAST.keeper, 'APPROVED', mergedAtMs + MINUTE);
      break;
    case 'pushed':
      break;
  }
}

/** Whether a path is on the default branch now. */
export function isThere({ control }: World, tenant: string, name: string): boolean {
  return tipOf(control).tree.has(pathOf(tenant, name));
}
