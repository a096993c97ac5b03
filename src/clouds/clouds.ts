/** Microsoft's clouds. */
export type Cloud = 'public' | 'usGov' | 'usGovDod' | 'china';

/** Where one of Microsoft's clouds is. Of several hosts the first is the one to use by default. */
export interface CloudHosts {
  readonly authority: readonly [string, ...string[]];
  readonly graph: string;
  readonly exchange: readonly [string, ...string[]];
  /** The audience of an identity token that is exchanged for a token of an app. */
  readonly federation: string;
}

/**
 * Microsoft's own hosts, and no others ever get a token: the one place that names them. Sign-in and Graph: Microsoft
 * Graph docs, "National cloud deployments". Exchange: the Admin API's and the PowerShell module's docs; China has two,
 * documented for different transports. Audiences: Microsoft Entra docs, "Configure an application to trust a managed
 * identity".
 */
export const CLOUDS: Readonly<Record<Cloud, CloudHosts>> = {
  public: {
    authority: ['login.microsoftonline.com'],
    graph: 'graph.microsoft.com',
    exchange: ['outlook.office365.com'],
    federation: 'api://AzureADTokenExchange',
  },
  usGov: {
    authority: ['login.microsoftonline.us'],
    graph: 'graph.microsoft.us',
    exchange: ['outlook.office365.us'],
    federation: 'api://AzureADTokenExchangeUSGov',
  },
  usGovDod: {
    authority: ['login.microsoftonline.us'],
    graph: 'dod-graph.microsoft.us',
    exchange: ['outlook-dod.office365.us'],
    federation: 'api://AzureADTokenExchangeUSGov',
  },
  china: {
    authority: ['login.chinacloudapi.cn', 'login.partner.microsoftonline.cn'],
    graph: 'microsoftgraph.chinacloudapi.cn',
    exchange: ['partner.outlook.cn', 'outlook.office365.cn'],
    federation: 'api://AzureADTokenExchangeChina',
  },
};
