import { Hangings } from "@/components/fittings/desk/hangings";
import { RoomRequests } from "@/components/fittings/desk/item-requests";
import { RoomTimeline } from "@/components/fittings/desk/room-timeline";
import { Today } from "@/components/fulfilment/today";

export default function Page() {
  const urgent = (
    <>
      <RoomRequests />
      <Hangings />
    </>
  );
  return <Today urgent={urgent} rooms={<RoomTimeline />} />;
}
