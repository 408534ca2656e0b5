// Minimal ClickHouse HTTP interface over chdb, so that the product's real HTTP client is what the tests exercise.
// One process, one session, one query at a time.
const http = require('node:http'); const zlib = require('node:zlib');
const { Session } = require('chdb');
const s = new Session(process.argv[2] || undefined);
let tail = Promise.resolve();
const lit = v => /^-?\d+(\.\d+)?$/.test(v) ? v : `'${String(v).replaceAll('\\','\\\\').replaceAll("'","\\'")}'`;
const IGNORE = new Set(['query','database','query_id','session_id','session_timeout','session_check','default_format','enable_http_compression','wait_end_of_query','send_progress_in_http_headers','http_headers_progress_interval_ms','role','compress','user','password','http_write_exception_in_output_format','client_protocol_version','buffer_size','cancel_http_readonly_queries_on_client_close']);
async function exec(u, body) {
  const p = u.searchParams; let sql = p.get('query') ?? ''; 
  if (sql && body.length) sql += '\n' + body; else if (!sql) sql = body;
  const params = {}, set = [];
  for (const [k, v] of p) { if (k.startsWith('param_')) params[k.slice(6)] = v; else if (!IGNORE.has(k)) set.push([k, v]); }
  const db = p.get('database') || 'default';
  s.query(`USE \`${db}\``);
  if (set.length) s.query('SET ' + set.map(([k, v]) => `${k}=${lit(v)}`).join(', '));
  // HTTP-escaped parameter text is what ClickHouse itself would parse (TSV escaping): hand it to the engine untouched.
  for (const [k, v] of Object.entries(params)) s.query(`SET param_${k}='${v.replaceAll('\\','\\\\').replaceAll("'","\\'")}'`);
  try { const r = await s.queryAsync(sql, { format: p.get('default_format') || 'TabSeparated' }); return r; }
  catch (e) { try { s.query('SELECT 1', 'Null'); } catch {} throw e; }
  finally { if (set.length) s.query('SET ' + set.map(([k]) => `${k}=DEFAULT`).join(', ')); }
}
// Bound values travel in the address: a server takes a megabyte of it, Node 16 kB unless told.
const srv = http.createServer({ maxHeaderSize: 1_048_576 }, (req, res) => {
  const u = new URL(req.url, 'http://x');
  if (u.pathname === '/ping') return res.end('Ok.\n');
  const chunks = []; let st = req; if (req.headers['content-encoding'] === 'gzip') st = req.pipe(zlib.createGunzip());
  st.on('data', c => chunks.push(c)); st.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    tail = tail.then(async () => {
      try { const r = await exec(u, body); const b = Buffer.from(r.bytes()); 
        res.setHeader('X-ClickHouse-Query-Id', u.searchParams.get('query_id') || ''); 
        res.setHeader('X-ClickHouse-Summary', JSON.stringify({ read_rows: String(r.rowsRead ?? 0), read_bytes: String(r.bytesRead ?? 0), written_rows: '0', written_bytes: '0', total_rows_to_read: '0', result_rows: '0', result_bytes: String(b.length), elapsed_ns: String(Math.round((r.elapsed ?? 0) * 1e9)) }));
        if (u.searchParams.get('enable_http_compression') === '1' && /gzip/.test(req.headers['accept-encoding'] || '')) { res.setHeader('content-encoding', 'gzip'); res.end(zlib.gzipSync(b)); } else res.end(b);
      } catch (e) { const code = e.clickhouseCode ?? /Code: (\d+)/.exec(String(e.message))?.[1] ?? 0; res.statusCode = 500; res.setHeader('X-ClickHouse-Exception-Code', String(code)); const m = String(e.message); res.end(/^Code:/.test(m) ? m : `Code: ${code}. DB::Exception: ${m}`); }
    });
  });
});
srv.listen(0, '127.0.0.1', () => { const p = srv.address().port; process.send ? process.send({ port: p }) : console.log(p); });
// An exit would wait for the query that runs, and whoever asked it is gone; the folder goes with the tests.
const end = () => process.kill(process.pid, 'SIGKILL');
process.on('disconnect', end); process.on('SIGTERM', end);
