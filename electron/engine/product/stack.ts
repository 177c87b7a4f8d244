import type { OpenProductOptions, Product } from './types.ts';
export async function openStack(_p: string, _o: OpenProductOptions): Promise<Product> {
  throw new Error('wip');
}
