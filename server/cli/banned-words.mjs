// Words of our own that had a standard term, with that term (docs/glossary.md). Read by vocabulary.mjs. Each expression
// spares the names that are stored or on the wire: operations (`wish.*`), audit actions, idempotency keys, tables.

/** @type {[RegExp, string][]} */
const people = [
  [/\b(?:ClientPage|ClientView|ClientLine|ClientContact|OpenClient|FromClient|OfClient)\b/, "Customer… or Assistance…"],
  [/\b(?:currentClient|touchClient|openClientSchema|clientRouter|assertClient)\b/, "assistance: findAssistedShopper …"],
  [/\b(?:layCanary|laidDown)\b(?!")/, "addCanary"],
  [/\b(?:looksAt|lookViews?|LookView|LookAction|LooksPage|looksSchema)\b/, "access log: AccessLogItem …"],
  [/\b(?:recordTold|turnedDown|askHelp\w*|AskHelp)\b/, "recordNoticeShown, notRecentlyDeclined, requestAssistance"],
  [/\b(?:saidCode|typedBy|nobodyElse|worksHere|tellAccess)\b/, "a verb and a noun"],
  [/\b(?:wayBack|wayBackWith)\b/, "recoverAdmin, toRefundDestination"],
  [
    /\b(?:identityRouter|identityGraphRouter|storeIdentityRouter|officeIdentityRouter)\b/,
    "shoppers, graph, staff routers",
  ],
  [/\babsorb(?:s|ed)?\(/, "mergeShoppers"],
];

/** @type {[RegExp, string][]} */
const goods = [
  [/\b(?:AddGoods|BoughtPiece|PiecesThere|ReturnGoods|ReturnedGoods)\b/, "items: AddItems, PurchasedItem …"],
  [/\b(?:askForPiece|expectPieces|piecesOf|piecesIn|piecesHere|sumPieces|usePiecesOf|parsePieces)\b/, "quantity, item"],
  [/\b(?:maxOrderPieces|maxPieces|minutesPerWaitingPiece|keptPieces|freePieces|waitingPieces)\b/, "quantity"],
  [/\b(?:returnGoods|exchangePieces|lookUpGoods)(?:With|Schema)?\b/, "returnItems, exchangeItems, lookUpItems"],
  [/\b(?:articleDoors|useArticleScans)\b/, "itemInputs, useItemScans"],
  [/\b(?:bagOf|bagFactsOf|BagFacts|fillBags|priceOfBag|addToBag|withBag|bagChangedRow|OneBag)\b/, "cart"],
  [
    /\b(?:putIn|takeOutWith|takeBack|takeStock|TakeRequest|consumePart)\b/,
    "inventory: increaseOnHand, restock, holdItems …",
  ],
  [/\b(?:currentShelf|setShelf)\b/, "getCatalogueSnapshot, setFreeStock"],
];

/** @type {[RegExp, string][]} */
const orders = [
  [
    /\b(?:wayOf|waysOf|wayKey|wayName|wayTones|wayFromTablet|sameWay|setWay|everyWay)\b/,
    "FulfilmentMethod: methodOf …",
  ],
  [/\b(?:WayActions|WayNote|WayStatus|WayCard)\b/, "Fulfilment…"],
  [
    /\b(?:Parcel(?:Contact|Id|Label|Line|Page|Queue|Record|Row|Status)|ParcelsPage|SendParcel|storeParcels)\b/,
    "Shipment…",
  ],
  [/\b(?:findParcels|planParcels|announceParcel|parcelOf|useParcels|sendParcelSchema)\b/, "shipment"],
  [/\b(?:standingOf|useStanding|lackedBy|endWaiting|waitingOrders?|useWaitingOrder)\b(?!")/, "pending order, shortage"],
  [/\b(?:placeIn|placeInWith|endOrder|endOthers|placeAndAsk|placeFree)\b/, "insertOrder, voidOrder …"],
  [
    /\b(?:tellOrder|tellPickup|tellOnce|tellHit|tellTablets|tellOfChange|tellRemote|tellNotice)\b/,
    "notify…, addOrderEvent",
  ],
  [/\b(?:queueRefundNews|PickupNews|OfferNews|WishNews|NewsItem|useNews)\b/, "notice"],
  [/\b(?:requestLook|openLook|leaveLook|OpenLookUp|lookUpRouter|lookUpSchema)\b/, "guest access"],
  [/\b(?:Purchase(?:Page|Status|ListItem)|usePurchases)\b/, "Order…"],
  [/\b(?:PickupStatusLabel|OrderActions|OrderSteps|OrderStatusText)\b/, "Reservation…, OrderStatusLabel"],
  [
    /\b(?:TellWhich|ReserveDone|ReserveRefused|ReserveWhere|ReserveLines)\b/,
    "ReferenceForm, ReservationConfirmation …",
  ],
  [
    /\b(?:settleOrders|capturedOnce|driveRefunds|labelsOf|openingOf|isStill)\b/,
    "processRefunds, metadataOf, statusIn …",
  ],
  [
    /\b(?:PaymentTold|RefundTold|toldBy(?:Intent|Refund|Session)|toldOf|readTold|ToldLine|ToldRow)\b/,
    "reported, Provider…",
  ],
  [
    /\b(?:askPayment|askRefund|askEnd|askProvider|askReaders|askForRefund|askForCard|endOnline|startOnline)\b/,
    "Stripe's verbs",
  ],
  [
    /\b(?:CloseTill|OpenTill|MoveTill|TillView|TillMovement|TillsPage|CloseDrawer|OpenDrawer|DrawerPage)\b/,
    "Register…",
  ],
  [
    /\b(?:closeTill|moveTill|tillRouter|tillOf|tillShifts|tillStoreId|withDrawer|secondDrawer)(?:Schema)?\b/,
    "register",
  ],
];

/** @type {[RegExp, string][]} */
const fittings = [
  [/\b(?:HitList|HitNotice|HitRow|hitEverywhere|withdrawHit|hitOnes)\b/, "schedule conflict"],
  [
    /\b(?:FittingWish|PickupWish|Wish(?:Answer|Card|Name|News|Of|Op)|wishesFor|useWish(?:es)?|dismissWish)\b/,
    "offline request",
  ],
  [
    /\b(?:Wait(?:Card|Choice|For|Input|Row|View)|WaitingList|waitRow|waitParts|waitSchema|waitingRouter)\b/,
    "Waitlist…",
  ],
  [/\b(?:MoveSheet|MoveForm|toHang|HangInput|hangMinutes|SaleDesk|useDesk)\b/, "RescheduleSheet, preparation …"],
  [/\b(?:assertMay(?:Ask|Book|Wait)|assertOnePlace|assertItsOwn)\b/, "assertCan…, assertNoOverlap"],
  [/\b(?:stillDue|stillKept|stillOut|stillThere|stillWaiting|stillWanted)\b/, "a predicate: isWaiting, hasRemaining …"],
  [/\bmay(?:Advertise|Move|Reserve|ReadMetrics|TouchScope|Retry|Reach)\b/, "can…"],
];

/** @type {[RegExp, string][]} */
const sync = [
  [/\b(?:takeSeat|leaveSeat|deskOf)\b/, "openSubscription, openChannel, changesSince …"],
  [/\b(?:toMid|commitSegment|segmentsOf|pushParts|sealOp)\b/, "mutationId, batch"],
  [/\b(?:atLast|AtLast)\b/, "beforeCommit"],
  [/\b(?:emptyBook|openBook|dropBook|drainBook|discardBooks|BookDb|booksOf)\b/, "local store"],
  [/\b(?:drainAtRest|drainOther|wipeTraces|wipeCards|takeMessages|takeReply|takeOver)\b/, "flush, clear, apply"],
  [
    /\b(?:surviveLostConnections|awaySeconds|awayMs|isDatabaseAway|clearSentence|serverPatience)\b/,
    "unavailable, retryAfterSeconds",
  ],
  [/\b(?:closeKey|firstAnswer|answeredJson|answerOf|answerTo)\b/, "revokeKey, storedResult"],
  [/\b(?:useAway|AwayNotice|useHere|useTold|useHeard|useSaid|LiveAge|useLeft)\b/, "useIsOffline, useGeolocation …"],
  [
    /\b(?:FourEyes|TakeAlong|ForgetMe|GoneText|TooLittle|TypeCode|ScanSays)\b/,
    "SecondApproval, DataExport, DeleteAccount …",
  ],
];

/** @type {[RegExp, string][]} */
const server = [
  [/\b(?:readSoFar|whatIsLeft|writeDown|enoughFree|canBeHad|whyNot|whoOf|whenOf|whereOf)\b/, "a verb and a noun"],
  [
    /\b(?:articleOf|accountOf|addressKey|categoryKey|codeKey|gtinOf|digitOf|factsOf|faultsOf|viewOf)\b(?!\()/,
    "to…, get…",
  ],
  [/\b(?:readContact|readMobile|readPrice|readOrderNumber|readSixDigits|readHandOver)\b/, "parse…"],
  [
    /\b(?:takeCode|tryCode|spendCode|takeApproval|takeChallenge|keepCode|keepKey|keepChallenge)\b/,
    "verifyCode, consume…, insert…",
  ],
  [
    /\b(?:endIdleGrants|endIdleShifts|endStaleRequests|endSilentRuns|endDue|removeForgotten)\b/,
    "expire…, failStalledRuns",
  ],
  [
    /\b(?:embeddedDataDir|checkDataDir|signInLines|announceStart|authParts|AuthParts)\b/,
    "assertDataDirWritable, AuthDeps …",
  ],
  [/\b(?:likest|likeWords|bestHits|searchHits)\b/, "findSimilarWords, searchProducts"],
  [/\b(?:twinGuards|signInHouse|leaveHouse|standingClock|openShop)\b/, "mutant, test environment"],
];

/** @type {[RegExp, string][]} */
const comments = [
  [/\b(?:in|of) a ring\b/, "deadlock"],
  [/\bnobody was given\b/, "a plain sentence"],
  [/\bkickOutbox\b/, "flushOutbox"],
];

export const bannedWords = [...people, ...goods, ...orders, ...fittings, ...sync, ...server, ...comments];
