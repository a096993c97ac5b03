const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

/** Whether an address is this machine itself. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK.test(url.hostname);
}
