import type { Cloud } from './policy.ts';

/** The hosts of one Microsoft cloud. The first Exchange host is the one to use by default. */
export interface CloudHosts {
  readonly authority: string;
  readonly graph: string;
  readonly exchange: readonly [string, ...string[]];
}

/**
 * Microsoft's hosts by cloud. Graph: https://learn.microsoft.com/graph/deployments. Exchange: the Admin API's and the
 * PowerShell module's documentation; China has two that are documented for different transports.
 */
export const CLOUD_HOSTS: Readonly<Record<Cloud, CloudHosts>> = {
  public: {
    authority: 'login.microsoftonline.com',
    graph: 'graph.microsoft.com',
    exchange: ['outlook.office365.com'],
  },
  usGov: {
    authority: 'login.microsoftonline.us',
    graph: 'graph.microsoft.us',
    exchange: ['outlook.office365.us'],
  },
  usGovDod: {
    authority: 'login.microsoftonline.us',
    graph: 'dod-graph.microsoft.us',
    exchange: ['outlook-dod.office365.us'],
  },
  china: {
    authority: 'login.chinacloudapi.cn',
    graph: 'microsoftgraph.chinacloudapi.cn',
    exchange: ['partner.outlook.cn', 'outlook.office365.cn'],
  },
};
