import { createHash } from 'node:crypto';

/** The sha256 of an issue's text, with line ends as LF: webhooks and the API may differ in them, and they say nothing. */
export function issueDigest(body: string): string {
  return createHash('sha256').update(body.replaceAll('\r\n', '\n')).digest('hex');
}
