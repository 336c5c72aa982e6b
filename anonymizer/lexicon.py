"""What kind of word a word is: ordinary, dialect, place, honorific, institution, or known as a name part.

Sources and licences: the reference page on lexicon sources. Name parts are salted hashes in order of
frequency, so the package carries no list of persons.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from importlib import resources

from anonymizer.errors import ModelUnreadableError


def words(text: str) -> frozenset[str]:
    """Return the blank-separated words of a literal list."""
    return frozenset(text.split())


# Reference list of identifier formats, section 12.3, with the spellings of chats.
HONORIFICS = words(
    "pak bapak bpk bp pk pa bapa bu ibu ibuk buk ibunda bpak sdr sdri sdra saudara saudari tuan nyonya ny nn nona mas mbak mba "
    "mbk mbakyu bang abang bg kak kakak kk adik dik adek dek teh teteh kang akang uda uni udo uncu daeng dg om tante tnt mbah "
    "gus ning kyai kiai kh nyai ustadz ustaz ust ustad ustadzah ustazah ustz usth tgk teungku tengku tgh buya habib abah "
    "ajengan pdt pastor pastur romo bhante pandita pedanda puang karaeng krg cik encik encang encing haji hajah hajjah h hj "
    "mr mrs ms miss mister father sister brother lae ito amang inang bli mbok jro ummi umi bunda bude pakde budhe pakdhe "
    "paklik bulik paman bibi acil julak kaka usi caca bung nyong aa ceu bi mang emak encing inaq amaq tuak papuk ompu opung "
    "ko koh kokoh ci cece mak cik pakcik nek nenek kakek wa "
    "datuk tok wak uwak nande bapatua tulang namboru ust suster bruder r.a raden rd rr kanjeng"
)
TITLES = words("prof dr drs dra ir drg drh h hj kh k.h hc apt letkol kolonel kompol akp iptu ipda aipda bripka")
DEGREES = words(
    "spd spdi sag mpd mpdi shi skom amd lc mh mm msi mag phd se sh shum sthi mhi sip ssos spsi ssi mkom msi mhum akt "
    "ama spdsd sst skm sept mpsi mba bsc msc ma"
)
KIN = words(
    "anak anakku anaknya istri istriku istrinya suami suamiku suaminya ayah ayahnya adiknya kakaknya keponakan ponakan "
    "keponakannya menantu menantunya mertua mertuanya sepupu sepupunya cucu cucunya nenek kakek paman putra putri putranya "
    "putrinya teman temen temanku temenku kawan kawanku rekan tetangga bojo bojoku son daughter husband wife friend colleague "
    "brother sister mother saudaranya sodaranya calon mantan almarhum almarhumah alm almh saksi saksinya korban pelaku "
    "terlapor pelapor tersangka murid siswa siswi santri santriwati jamaah jemaah pengantin ibunya bapaknya emaknya anake "
    "bojone witness victim muridnya siswanya pelakunya korbannya orangtua wali walinya"
)
CUES = words(
    "nama namanya bernama nm namaku namane named called name alias panggilan panggilannya dipanggil disapa jenenge jenengku "
    "jeneng nami namina wastan aran ngaran namo nan namae an a.n bin binti bt oleh atas sama sm oknum si dengan dgn dr kpd "
    "kepada ke dari ku ttd tertanda ditandatangani regards sincerely wassalam salam signed disebut karo melalui lewat "
    "menurut kata ujar tutur jelas ungkap sebut imbuh dikelola dipegang diterima bersama am i'm perkenalkan pemilik milik "
    "penerima inisial berinisial asli aslinya"
)
JOBS = words(
    "kakanwil kakankemenag kabag kabid kasubag kasubbag kasi kepala waka kepsek penghulu penyuluh pengawas guru wali kelas "
    "operator bendahara bendaharanya ppk kpa perencana pranata arsiparis pelaksana satpam honorer komite ketua ketuanya "
    "panitia mudir pimpinan petugas modin lurah camat kades keuchik geuchik imam khatib takmir marbot pengasuh staf staff "
    "pegawai sopir supir penjaga tukang dosen rektor dekan kaprodi sekretaris koordinator direktur manajer pengacara notaris "
    "dokter bidan perawat hakim jaksa polisi camat bupati walikota gubernur inspektur auditor pemeriksa teacher headmaster "
    "treasurer principal clerk officer driver lawyer chairman secretary operatornya kepalanya pendeta mahasiswa mahasiswi "
    "kapolsek kapolres kapolda danramil dandim carik bayan kebayan jogoboyo kantin loket perpus kesiswaan kurikulum humas sarpras "
    "penmad pontren pais phu zakat wakaf bimas protokol kasir resepsionis teller mantri dalang kasat kapten komandan kajari "
    "kadis kadinas kabid kabiro karo sekda asisten ajudan irjen sekjen dirjen direktris pelapor aktivis relawan atasan bos "
    "menteri presiden wapres pimpinan pejabat bendum sekum pengelola dirut direksi komisaris ustadzahnya "
    "juragan pemborong rekanan vendor penyedia pembeli penjual tamu warga penelepon petugasnya kades pamong "
    "karyawan kepalasekolah penagih calo makelar mandor kontraktor pedagang petani buruh wartawan editor penulis reporter "
    "pengurus anggota tim penyelenggara pembimbing pelatih asn pns pppk gtt ptt tu bk p3n kaur kadus dukuh mukim jorong"
)
INSTITUTIONS = words(
    "kua man mts mtsn min mi ma mas mak ra sd sdn smp smpn sma sman smk smkn tk paud tpq tpa madin mdta mdt masjid mesjid "
    "musala mushola musholla langgar surau gereja pura vihara pondok pesantren ponpes pp yayasan jalan jl jln gang gg desa "
    "kecamatan kec kabupaten kab kota provinsi prov universitas univ uin iain stain institut rs rsud rsu rumahsakit bank pt cv "
    "ud toko hotel gedung aula bandara stadion pasar terminal sungai gunung pulau kampung kelurahan kel dusun nagari perum "
    "perumahan komplek kompleks majelis taklim kementerian kemenag kankemenag kanwil kantor dinas badan balai pengadilan "
    "polres polsek polda kejaksaan koperasi travel perpustakaan klinik puskesmas madrasah aliyah tsanawiyah ibtidaiyah "
    "diniyah sekolah kampus asrama school university mosque office street banjar gampong distrik partai bahari pantai "
    "jembatan stasiun pelabuhan taman monumen museum perguruan asrama smp sultan "
    "negeri swasta raudhatul athfal lembaga forum ikatan dewan persatuan grup restoran warung kafe salon bengkel apotek"
)
SACRED = words(
    "nabi rasul rasulullah imam sahabat khalifah surah surat qs q.s hr kitab mazhab maulid allah syekh sayyidina sunan "
    "malaikat baqarah nisa maidah ma'idah fatihah kahfi hujurat hajj hud kautsar ikhlas falaq nas anfal taubah isra maun ma'un "
    "ashr nahl rahman waqiah mulk yasin gusti yesus santo santa dewa hyang buddha"
)
REGIONAL = words(
    "kulo kula kawulo sampeyan panjenengan inggih nggih mboten ora oleh wong saking dumateng kaliyan karo marang nang ning "
    "nek lan sing kang iki iku kuwi kae wis uwis durung arep meh dikon ngongkon njaluk mbayar mbayari nduwe duwe mung wae "
    "tulung nyuwun matur nuwun sewu ewu nggo kanggo teko wingi sesuk saiki biyen omah omahku anake bocah ngomong wani wedi "
    "abdi simkuring anjeun manehna urang ti ka ku nu sareng bade parantos entos acan teu henteu pisan artos dipenta nyarios "
    "kedah heula hatur nuhun sieun bumi imah pun budak ayeuna kamari isukan naon kumaha saha mayar dugi upami atuh mah teh "
    "ambo awak inyo nyo nan tu alah indak ndak lai mintak pitih mangambiak sakolah malapor nak jo dek sia apo bara kini "
    "pai katiko urang basuruh dibayia ang kau hamba lon geu lakee peng hana nyan bak ngon keu geuchik ureung jih kamoe "
    "beta ale katong torang dong dorang ngana kita pe su sudah pi pu sa ko tra seng bilang kasi bikin doi deng for "
    "tiang ring lan sane ampun naur ngidih pipis nenten wenten ida dane ipun nggih sampun aran side epe araq ndeq lamun "
    "ulun ikam inya kada handak umpat malapor mambayar sidin pang ngaran haja lawan wan gasan "
    "iyye iye ji mi ki ta na di kodong namintai anakku sama bede ndak tena nakke kamma anne "
    "horas au ho hita dohot naeng mangido hepeng tu ni na do ma daba molo ise aha dang ndang adong "
    "gue gua lu elu lo kagak kaga ngga nggak nggk enggak aje ape kate gimane ame bae pegimane dah noh encang "
    "entu aye ane ente laki lakinye bini emaknye bapaknye anaknye duitnye kuitansinye ade kagak ngapain pan nyang yak udeh ntu nih "
    "kaye kalu bilangnye bang mpok pegawenye ngan ukur tuluy balik barudak diantep maen cenah keur ieu eta punten bilih sumuhun "
    "muhun kudu kedah tiasa bogoh mawa nyandak nyuhunkeun dibagikeun kajadian poe saur ceuk ngomong nyaeta supados dugika tos "
    "geus enggeus moal boga tatangga saksina nomerna indung bapa budakna guruna sakola sakolana sim kuring aya euweuh naha "
    "saking wonten kaleh ingkang punika puniko menika meniko sampun dereng nembe badhe kersa purun saged saget boten mbotens mboten "
    "dipun dening inggih ugi jalaran amargi amarga mergo merga supaya tansah kabeh sedaya sedoyo putu putune anake putrane lare "
    "tiyang tiyange dalem griya griyane pak'e mbok'e sopo sapa piye pripun pundi endi kapan kok lho ki to ta tho mbok po "
    "gawe dadi entuk oleh gelem emoh wae bae tok thok banget tenan ngerti weruh ndelok krungu takon jare ngendika matur kondo "
    "sekolahe gurune kepalane duite anakku omahe jenenge limang rong telung patang nganti soko seko karo kambi mbek ambek "
    "awakdewe awake dheweke deweke arek rek cak ning tresno opo ora yo iyo yowes wes uwes isih sik mari maringono "
    "antah caronyo doh dek dima jan ndeh yo iyo lah alun alah kami kito inyo paja mandeh mak ayah uda uni amak apak baa manga dimintak "
    "mambayia babayia sumbangan batanyo bakato kato urang kampuang surau nagari talepon salasai indak ado "
    "edede pace mace kaka sa ko dong de pu tra trada mo su kas kam kamong nanti begitu macam skali baru "
    "beta ose antua katong dorang seng bt su mar jua lai par deng pung basudara gandong bapa mama "
    "kodong iye iye' tawwa ces cika mi pi ji ki ko le' bede anunna natawwa eh ondeh bapakku mamakku adekku "
    "kance leman eraq ndekman sengaq laguq kanak dengan bareh lalo lumbar ongkat "
    "tulung nunas ampura titiang tityang ida punika sampunang ngraris ngaturang dados kirang langkung jinah rauh saking "
    "ulun kawa kada handak lawan gasan umpat nang ngini ngitu wadah banyu duit ampun jua pinanya kaya apa dangsanak kuitan "
    "lon kamoe geutanyo peugah neu tulong hana na nyoe nyan droneuh ureueng bek jeut mandum uroe "
    "ratuih puluah saratuih sabaleh limo duo tigo ampek anam tujuah salapan sambilan ciek tarif serat edaran menika namung alit "
    "kawula menawi kantun kedhik dhadha nanging ing wonten atus ewu yuta pitung wolung rebu rebuan sajuta sarebu saratus "
    "ap sj brp hri bbrp sbg spt smntr sblm stlh hny sdg pnh prnh mski ttp bkn apkh mngkn hrs hrus ad it ni tu tdi kmi kta "
    "doma dohot tarimo boasa songon on nian hami hamu nami do ndang jala asa sai unang didia andorang bagas "
    "jamah imtihan fikih nahwu tafsir tarikh hadits quran qur'an kitab ngaji ngji posko matkul futsal tolongin kluarin "
    "sy yg ga gak gk tdk ngga klo kalo kl dgn sm jg udh sdh blm bgt krn krna tp tpi trs trus gmn knp dmn skrg kmrn bsk td tadi "
    "aja doang dong sih deh kok nih tuh kan lah yah ya oke ok min gan sis bro cuma cuman pdhl mksh makasih trims tlg tlong "
    "mhon mf maaf bs bisa org orng duit duitnya dr utk u/ pd spy biar sampe smpe smp pas abis hbs gara2 kek kyk kayak "
    "blg bilang nanya tny jgn jng jd jadi lg lagi bnyk byk dpt dapet ngasih kasih nyuruh disuruh bayarin nagih narik "
    "assalamualaikum assalamu'alaikum assalamualaikum wr wb waalaikumsalam wassalamualaikum salam bismillah alhamdulillah "
    "insyaallah subhanallah aamiin amin sblmnya sebelumnya mohon bpk2 ibu2 dst dll dsb yth ybs tsb an sda"
)

# Months, days, festivals: capitalised in mid-sentence, never persons by themselves.
CALENDAR = words(
    "januari februari pebruari maret april mei juni juli agustus september oktober november nopember desember january february "
    "march may june july august october december senin selasa rabu kamis jumat jum'at sabtu minggu ahad monday tuesday "
    "wednesday thursday friday saturday sunday jan feb mar apr jun jul agt ags sep okt oct nov des dec ramadan ramadhan "
    "syawal muharram rajab syaban rebo kemis jumuah setu slasa"
)
ENGLISH_FREQUENT = words(
    "the a an and or but if of to in on at by for from with without into about after before since until during under over "
    "i you he she it we they me him her us them my your his its our their this that these those who whom which what when "
    "where why how is am are was were be been being has have had do does did will would can could may might must shall "
    "should not no yes one two three four five six seven eight nine ten some any all each every both few more most other "
    "such only own same so than too very just also again then there here now please dear sir madam hello hi regards "
    "sincerely faithfully truly best kind thank thanks email phone number name said told asked paid took gave went came "
    "made got wants want need needs know knows money fee letter account english said says say call called school office"
)
# Short forms and product names of office and chat texts, which are capitalised like names.
ACRONYMS = words(
    "nuptk nisn nip nik ktp kk npwp sim stnk bpkb bpjs kis jkn pip bop bos bosda tpg tpp tukin dipa emis simpatika dapodik ptsp "
    "sp4n lapor dumas irjen itjen sekjen dirjen ditjen kpk bpk bpkp ppdb rapbm rapbs rkam rka dpr dprd lpse pokja ulp "
    "perpres permen pma kma sk spt sppd lpj rab hps spk bap bai wbs whistleblower ombudsman menpan bkn korpri pgri igra kkm "
    "kkg mgmp osis pramuka pmr uks lks unbk anbk um uas uts ujian ptk skp sipka siskohat siskeudes simkah bpih bipih kbih "
    "kbihu pihk ppiu haji umrah umroh covid wa wag whatsapp facebook instagram tiktok youtube google gmail telegram zoom "
    "android iphone samsung oppo vivo firefox chrome windows excel word pdf toyota honda yamaha suzuki daihatsu mitsubishi "
    "avanza innova xenia fortuner brio jazz calya sigra rush ertiga pajero vario beat nmax pcx scoopy dana gopay ovo "
    "shopeepay linkaja bri bca bni mandiri bsi btn danamon muamalat cimb permata bjb rp idr usd atm qris pos indomaret alfamart "
    "rt rw no nomor nomer nmr nmer tgl tg thn bln hal perihal lampiran sifat tembusan subject re fwd fw cc bcc from to kepada dari "
    "judul isi uraian keterangan catatan kategori instansi lokasi kronologis nota kwitansi kuitansi notulen agenda pengumuman ss "
    "screenshot voice note ttl dst dll dsb spbu cctv umkm mbg asn pns pppk p3k thr hut ri nkri wib wita wit tka tni polri"
)

_LAUGHTER = re.compile(r"(?:ha|he|hi|wk|xi|ck|hu|ho|k){2,}w?[a-z]?\Z|(.)\1{2,}")
# Indonesian, then Javanese, Sundanese, Minang and Betawi endings, and "ny" as chats shorten "nya".
_SUFFIX = re.compile(r"(?:nya|kan|lah|kah|pun|an|in|i|ku|mu|ipun|aken|ake|ne|e|keun|na|nyo|nye|ny)\Z")
_NASAL_ROOTS = {"mem": "p", "men": "t", "meng": "k", "meny": "s", "pem": "p", "pen": "t", "peng": "k", "peny": "s"}
_NASAL_ROOTS |= {"ng": "k", "ny": "s", "n": "t", "m": "p"}
_SALT = "indonamegender-v1"
_HASH_BYTES = 4
# Ranks of name hashes that separate everyday, known and rare name parts.
_RANKS = (1500, 6000)


class Lexicon:
    """Word classes and name-part buckets; immutable after loading and safe to share between threads."""

    def __init__(self, classes: dict[str, str], name_ranks: dict[bytes, int]) -> None:
        self._classes = classes
        self._name_ranks = name_ranks
        self._skeletons: dict[str, list[str]] = {}
        for word, code in classes.items():
            if code in _SHORTENED_CLASSES and len(word) > 3:
                self._skeletons.setdefault(_skeleton(word), []).append(word)

    def word_class(self, word: str) -> str:
        """Return the class letter of a lower-case word.

        f frequent, c common, d dictionary, s slang, e English, g regional or chat, a inflected, H honorific,
        T title, D degree, K kin, V name cue, J job, I institution, S sacred, r region, k district, U unknown.
        """
        found = self._classes.get(word)
        if found is not None:
            return found
        plain = word.rstrip("0123456789")
        if plain != word and plain in self._classes:
            return self._classes[plain]
        if self._is_inflected(plain) or self._is_inflected(unscanned(word)):
            return "a"
        scanned = self._classes.get(unscanned(word))
        if scanned is not None:
            return scanned
        return "y" if self._is_shortened(plain) else "U"

    def name_bucket(self, word: str) -> str:
        """Return "3" for an everyday name part, "2" known, "1" rare, "0" for a word not known as a name."""
        if word[-1:] in "yn" and word not in self._classes:
            word = word if self._rank(word) is not None else word.removesuffix("nya")
        rank = self._rank(word)
        if rank is None:
            return "0" if word == unscanned(word) else self.name_bucket(unscanned(word))
        return "3" if rank < _RANKS[0] else "2" if rank < _RANKS[1] else "1"

    def _rank(self, word: str) -> int | None:
        digest = hashlib.blake2s((_SALT + word).encode(), digest_size=8).digest()
        return self._name_ranks.get(digest[:_HASH_BYTES])

    def _is_shortened(self, word: str) -> bool:
        """A chat spelling: no vowel at all, laughter, or the consonants of a frequent word in order."""
        vowels = len(word) - len(word.translate(_VOWELS))
        if vowels == 0 or _LAUGHTER.match(word):
            return True
        if word.endswith("ny") and len(word) > 4 and self.word_class(word[:-2]) not in "Uk":
            return True
        skeleton = _skeleton(word)
        if len(skeleton) < (3 if vowels > 1 else 2) or len(word) < 3 or vowels * 2 > len(word):
            return False
        return any(len(full) > len(word) and _is_subsequence(word, full) for full in self._skeletons.get(skeleton, ()))

    def _is_inflected(self, word: str) -> bool:
        suffix = _SUFFIX.search(word)
        stems = [word] if suffix is None or len(word) < 5 else [word, word[: suffix.start()]]
        for stem in stems:
            if stem != word and len(stem) > 2 and self._classes.get(stem) in _ROOT_CLASSES:
                return True
            for prefix in _PREFIXES_BY_LENGTH:
                root = stem[len(prefix) :]
                if stem.startswith(prefix) and len(root) > 2 and self._is_root(prefix, root):
                    return True
        return False

    def _is_root(self, prefix: str, root: str) -> bool:
        nasal = _NASAL_ROOTS.get(prefix)
        known = self._classes.get(root) in _ROOT_CLASSES
        return known or (nasal is not None and self._classes.get(nasal + root) in _ROOT_CLASSES)


_VOWELS = str.maketrans("", "", "aeiou")
_SHORTENED_CLASSES = frozenset("fcJKAVM")


def _skeleton(word: str) -> str:
    return word[0] + word[1:].translate(_VOWELS)


def _is_subsequence(short: str, full: str) -> bool:
    letters = iter(full)
    return all(letter in letters for letter in short)


def unscanned(word: str) -> str:
    """Undo the commonest confusions of text recognition: rn for m, vv for w, 1 for l, 0 for o."""
    if "rn" in word or "vv" in word or not word.isalpha():
        word = word.replace("rn", "m").replace("vv", "w").replace("1", "l").replace("0", "o").replace("5", "s")
        return word.replace("8", "b")
    return word


_ROOT_CLASSES = frozenset("fcdgVKJA")
_PLACES = frozenset("rk")
_PREFIXES_BY_LENGTH = ("meng", "meny", "peng", "peny", "mem", "men", "pem", "pen", "ter", "ber", "per", "nge", "di", "ke", "se", "be", "me", "pe", "ng", "ny", "n", "m")


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the shipped lexicon, read on first use. Raises `ModelUnreadableError` when a file is damaged."""
    folder = resources.files("anonymizer") / "lexicons"
    classes: dict[str, str] = {}
    try:
        for name in ("places.txt", "words.txt"):
            for line in (folder / name).read_text(encoding="ascii").splitlines():
                word, code = line.split(" ")
                if classes.get(word) not in _PLACES or code in "fc":
                    classes[word] = code
        packed = (folder / "names.bin").read_bytes()
    except (OSError, ValueError):
        raise ModelUnreadableError("lexicons") from None
    for code, group in _CLOSED:
        classes.update(dict.fromkeys(group, code))
    ranks = {packed[i : i + _HASH_BYTES]: i // _HASH_BYTES for i in range(0, len(packed), _HASH_BYTES)}
    return Lexicon(classes, ranks)


# Later groups win where a word belongs to two.
_CLOSED = (
    ("f", ENGLISH_FREQUENT),
    ("g", REGIONAL),
    ("A", ACRONYMS),
    ("M", CALENDAR),
    ("S", SACRED),
    ("K", KIN),
    ("J", JOBS),
    ("V", CUES),
    ("I", INSTITUTIONS),
    ("D", DEGREES),
    ("T", TITLES),
    ("H", HONORIFICS),
)
