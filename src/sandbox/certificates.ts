import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

import { generate } from 'selfsigned';

/** What a listener needs to speak TLS, and where clients find the authority that signed it. */
export interface Certificates {
  readonly key: string;
  readonly cert: string;
  /** A PEM file for `NODE_EXTRA_CA_CERTS` and `GIT_SSL_CAINFO`. */
  readonly authorityFile: string;
  /** The same PEM as text. */
  readonly authority: string;
}

/** Makes an authority of this sandbox's own and one loopback certificate signed by it; only the former's PEM is written. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  // A name of its own: where several worlds are trusted at once, OpenSSL picks an authority by its name.
  const name = `Reinstate sandbox authority ${randomUUID()}`;
  const authority = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const authorityFile = join(folder, 'authority.pem');
  await writeFile(authorityFile, authority.cert);
  return { key: leaf.private, cert: leaf.cert, authorityFile, authority: authority.cert };
}

/** Makes this process's own TLS clients trust an authority. */
export function trust({ authority }: Certificates): void {
  setDefaultCACertificates([...getCACertificates('default'), authority]);
}

/** Ends what {@link trust} began; does nothing where it did not. */
export function distrust({ authority }: Certificates): void {
  const ours = plain(authority);
  const trusted = getCACertificates('default');
  const rest = trusted.filter((other) => plain(other) !== ours);
  if (rest.length < trusted.length) setDefaultCACertificates(rest);
}

/** PEM without the line breaks, which come back differently. */
function plain(pem: string): string {
  return pem.replaceAll(/\s/g, '');
}
