/** Somebody whose events only happen while he lives and is awake. */
export interface Owner {
  dead: boolean;
  asleepUntilMs: number;
  /** How many more events he sees before he dies; infinite for one who does not. */
  eventsLeft: number;
}

/** Simulated time and everything that is going to happen in it. */
export interface Scheduler {
  /** True time in milliseconds since the story began, as nobody in the story knows it. */
  nowMs(): number;
  /** Lets something happen later: to the world, or to somebody. */
  after(delayMs: number, happen: () => void, owner?: Owner): void;
  /** The same at a moment; one that has passed is now. */
  at(atMs: number, happen: () => void, owner?: Owner): void;
  /** Lets everything happen that is due by `untilMs`, one after the other; returns how much it was. */
  run(untilMs: number): Promise<number>;
}

interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly happen: () => void;
  readonly owner: Owner | undefined;
}

/** Taken before anybody could replace it. */
const nextTurn = globalThis.setImmediate;

/** What is told when an owner's last event was taken from him. */
export type Deaths = (owner: Owner) => void;

/** Starts time at `startMs`. */
export function createScheduler(startMs: number, died: Deaths): Scheduler {
  let now = startMs;
  let order = 0;
  const queue: Event[] = [];
  const push = (event: Event): void => {
    let index = queue.length;
    while (index > 0 && isBefore(queue[index - 1], event)) index -= 1;
    queue.splice(index, 0, event);
  };
  const at = (atMs: number, happen: () => void, owner?: Owner): void => {
    order += 1;
    push({ atMs: Math.max(atMs, now), order, happen, owner });
  };
  return {
    nowMs: () => now,
    at,
    after: (delayMs, happen, owner) => {
      at(now + delayMs, happen, owner);
    },
    run: async (untilMs) => {
      let steps = 0;
      for (;;) {
        const event = queue.at(-1);
        if (!event || event.atMs > untilMs) break;
        queue.pop();
        const { owner, atMs, happen } = event;
        if (owner && (owner.dead || slept(event, owner, at))) continue;
        now = atMs;
        steps += 1;
        if (owner && spent(owner)) died(owner);
        else happen();
        await settled();
      }
      now = Math.max(now, untilMs === Infinity ? now : untilMs);
      return steps;
    },
  };
}

/** The queue is kept with what comes first at its end. */
function isBefore(queued: Event | undefined, event: Event): boolean {
  if (!queued) return false;
  return queued.atMs < event.atMs || (queued.atMs === event.atMs && queued.order < event.order);
}

/** What comes while somebody sleeps waits until he wakes up. */
function slept({ atMs, happen }: Event, owner: Owner, at: Scheduler['at']): boolean {
  if (owner.asleepUntilMs <= atMs) return false;
  at(owner.asleepUntilMs, happen, owner);
  return true;
}

function spent(owner: Owner): boolean {
  owner.eventsLeft -= 1;
  if (owner.eventsLeft <= 0) owner.dead = true;
  return owner.dead;
}

/** Every promise that can go on has gone on: the next turn of the real event loop begins only after the last microtask. */
async function settled(): Promise<void> {
  return new Promise((resolve) => {
    nextTurn(resolve);
  });
}
