import type { SystemApp } from './system-app.ts';

/**
 * The clock of Microsoft Entra's machines: the real time unless a scenario moves it, as if this machine's own were
 * wrong. It has nothing to do with the time of day that a story plays at, and tokens keep to the real time.
 */
export interface ServerClock {
  /** How far the servers are ahead of this machine; negative where they are behind. */
  aheadMs: number;
}

/** Lets a system date its answers by the servers' clock. */
export function dateAnswers(app: SystemApp, clock: ServerClock): void {
  app.use('*', async (c, next) => {
    await next();
    c.header('date', new Date(Date.now() + clock.aheadMs).toUTCString());
  });
}
