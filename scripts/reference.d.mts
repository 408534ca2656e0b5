/** Pages of docs/reference by file name, made from the modules of the product. */
export function pages(product: Record<string, unknown>): Record<string, string>;
