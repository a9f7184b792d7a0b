import { InboundTransfers } from "@/components/inventory/transfers/inbound-transfers";

export default function Page() {
  return <InboundTransfers />;
}
