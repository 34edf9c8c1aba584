import ipaddr from 'ipaddr.js'

/**
 * What counts as one address for limits: an IPv4 address, or the /64 of an IPv6 one, for a household or a server
 * usually has a whole /64 to itself. What cannot be read is one address of its own.
 */
export function addressKey(address: string): string {
  if (!ipaddr.isValid(address)) return 'unreadable'
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toNormalizedString()}/64`).toString()}/64`
}

/** Whether a connection came from this computer itself. */
export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
}

/** Whether a host name, without port and brackets, can only mean this computer. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase()
  return name === 'localhost' || name.endsWith('.localhost') || isLoopbackAddress(name)
}
