import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";

/** DuckDB's types of which columns are read: INTEGER and DOUBLE. */
const arrays = { integer: Int32Array, double: Float64Array } as const;

type NumberType = keyof typeof arrays;
type ColumnsOf<Types extends readonly NumberType[]> = {
  readonly [Place in keyof Types]: InstanceType<(typeof arrays)[Types[Place]]>;
};

/** Rows that follow each other, up to 2048. */
export interface NumberRows<Types extends readonly NumberType[]> {
  readonly rows: number;
  readonly columns: ColumnsOf<Types>;
  /** Its memory is what the columns are made of. */
  readonly chunk: DuckDBDataChunk;
}

/**
 * Asks for numbers none of which is NULL, as many as memory may hold at a time (8 bytes each): as DuckDB has them, without a call for
 * each value or a wait for the event loop after each 2048 rows.
 */
export const readNumbers = async <const Types extends readonly NumberType[]>(
  connection: DuckDBConnection,
  sql: string,
  types: Types,
): Promise<readonly NumberRows<Types>[]> => {
  const result = await connection.run(sql);
  return Array.from({ length: result.chunkCount }, (_, index) => {
    const chunk = result.getChunk(index);
    const rows = chunk.rowCount;
    const columns = types.map((type, column) => {
      const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
      const numbers = arrays[type];
      const bytes = duckdb.vector_get_data(vector, rows * numbers.BYTES_PER_ELEMENT);
      return new numbers(bytes.buffer as ArrayBuffer, bytes.byteOffset, rows);
    }) as unknown as ColumnsOf<Types>;
    return { rows, columns, chunk };
  });
};
