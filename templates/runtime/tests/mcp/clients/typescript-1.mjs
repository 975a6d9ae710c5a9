// The client of the TypeScript SDK, first line: older eras, with a session.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const [url, token] = process.argv.slice(2);
const questions = [];
const client = new Client({ name: "test", version: "1" }, { capabilities: { elicitation: {} } });
client.setRequestHandler(ElicitRequestSchema, async (request) => {
  questions.push(request.params.message);
  return { action: "accept", content: { confirm: true } };
});
const headers = { Authorization: `Bearer ${token}` };
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
const { tools } = await client.listTools();
const status = await client.callTool({ name: "payout_status", arguments: { reference: "r" } });
const payout = { amount: 5, reference: "r-1", recipient: { key: "k" } };
const paid = await client.callTool({ name: "pay_out", arguments: payout });
console.log(JSON.stringify({
  tools: tools.map((tool) => tool.name),
  status: status.structuredContent,
  paid: paid.structuredContent,
  questions,
}));
await client.close();
