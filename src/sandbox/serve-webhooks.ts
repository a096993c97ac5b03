import type { Site } from './site.ts';
import { createSystemApp } from './system-app.ts';

/** Something that was posted to a webhook. */
export interface ReceivedHook {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A webhook that takes whatever is posted, as Teams' Workflows do: 202, and an empty body. */
export function serveWebhooks(site: Site): readonly ReceivedHook[] {
  const received: ReceivedHook[] = [];
  const app = createSystemApp('webhook', site);
  app.post('*', async (c) => {
    received.push({ path: new URL(c.req.url).pathname, headers: c.req.header(), body: await c.req.text() });
    return c.body(null, 202);
  });
  site.listeners.webhook.serve(app);
  return received;
}
